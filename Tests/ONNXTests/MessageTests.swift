import Foundation
import ONNXProto
import TestSupport
import Testing

/// The encoding of messages.
struct MessageTests {
  /// What other programs wrote is written again byte for byte.
  @Test func filesOfOthersComeOutAsTheyWere() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: fixtures)
      .filter { $0.hasSuffix(".onnx") }
    #expect(names.count > 20)
    for name in names {
      let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(fixtures)/\(name)")))
      let model = try Onnx_ModelProto(serializedBytes: bytes)
      #expect(model.serializedBytes() == bytes, "\(name)")
    }
  }

  @Test func everyFieldComesBack() throws {
    let tensor = Onnx_TensorProto.with {
      $0.dims = [2, -1, 1 << 40]
      $0.dataType = 1
      $0.floatData = [1.5, -0, .infinity]
      $0.int32Data = [-1, .max, 0]
      $0.int64Data = [.min, 7]
      $0.name = "w"
      $0.rawData = Data([0, 255])
      $0.doubleData = [1e-300]
      $0.uint64Data = [.max]
      $0.externalData = [
        .with {
          $0.key = "location"
          $0.value = "ä"
        }
      ]
      $0.dataLocation = .external
    }
    let model = Onnx_ModelProto.with { model in
      model.irVersion = 8
      model.producerName = "tarn"
      model.opsetImport = [.with { $0.version = 17 }]
      model.graph.initializer = [tensor]
      model.graph.node = [
        .with { node in
          node.opType = "Gemm"
          node.input = ["a", ""]
          node.attribute = [
            .with {
              $0.name = "all"
              $0.f = 0
              $0.i = -3
              $0.s = Data("s".utf8)
              $0.t = tensor
              $0.floats = [1, 2]
              $0.ints = [-1, 1 << 50]
              $0.strings = [Data(), Data([1])]
              $0.type = .typeProtos
            }
          ]
        }
      ]
      model.graph.input = [
        .with { info in
          info.name = "x"
          info.type.tensorType.elemType = 11
          info.type.tensorType.shape.dim = [
            .with { $0.value = .dimParam("N") }, .with { $0.value = .dimValue(0) }, .init(),
          ]
        }
      ]
    }
    #expect(try Onnx_ModelProto(serializedBytes: model.serializedBytes()) == model)
    // A default that was set is there; one that was not is not.
    let attribute = model.graph.node[0].attribute[0]
    #expect(attribute.hasF && attribute.f == 0 && !Onnx_AttributeProto().hasF)
    #expect(Onnx_ModelProto().serializedBytes().isEmpty)
  }

  @Test func fieldsAreReadInEveryForm() throws {
    func read(_ bytes: [UInt8]) throws -> Onnx_TensorProto {
      try Onnx_TensorProto(serializedBytes: bytes)
    }
    // Numbers one by one, and in one field, and both.
    #expect(try read([0x08, 2, 0x0A, 2, 3, 4, 0x08, 5]).dims == [2, 3, 4, 5])
    #expect(try read([0x22, 4, 0, 0, 0x80, 0x3F, 0x25, 0, 0, 0, 0x40]).floatData == [1, 2])
    // Unknown fields of all kinds, groups in groups among them, and a known one of another kind.
    let unknown: [UInt8] = [
      0xF8, 1, 7, 0xFD, 1, 1, 2, 3, 4, 0xF9, 1, 1, 2, 3, 4, 5, 6, 7, 8, 0xFA, 1, 2, 9, 9, 0xFB, 1,
      0x0B, 0x08, 1, 0x0C, 0xFC, 1, 0x10, 1, 0x42, 1, 0x77, 0x40, 3,
    ]
    let tensor = try read(unknown)
    #expect(tensor.dataType == 1 && tensor.name == "w" && tensor.dims.isEmpty)
    // The last value counts; messages that come twice are one; codes that are not known are none.
    #expect(try read([0x10, 1, 0x10, 7]).dataType == 7)
    #expect(try read([0x70, 1, 0x70, 99]).dataLocation == .external)
    let twice = try Onnx_ValueInfoProto(
      serializedBytes: [0x12, 4, 0x0A, 2, 0x08, 1, 0x12, 6, 0x0A, 4, 0x12, 2, 0x0A, 0])
    #expect(twice.type.tensorType.elemType == 1 && twice.type.tensorType.shape.dim.count == 1)
  }

  @Test(
    arguments: [
      ([0x0A], "ends in the middle"), ([0x0A, 5, 1], "ends in the middle"),
      ([0x25, 0, 0], "ends in the middle"), ([0x80], "ends in the middle"),
      ([0x22, 3, 0, 0, 0], "ends in the middle"), ([0x0B], "ends in the middle"),
      ([0x0A] + [UInt8](repeating: 0xFF, count: 9) + [0x01], "ends in the middle"),
      ([UInt8](repeating: 0xFF, count: 11), "more than ten bytes"), ([0x00, 1], "the number 0"),
      ([0x0E, 1], "wire type 6"), ([0x0C], "wire type 4"), ([0x0B, 0x14], "wire type 4"),
      ([0x42, 1, 0xFF], "no UTF-8"),
    ] as [([UInt8], String)]) func whatIsNoMessageIsAnError(bytes: [UInt8], words: String)
  {
    let error = #expect(throws: WireError.self) { try Onnx_TensorProto(serializedBytes: bytes) }
    #expect(error?.description.contains(words) == true, "\(error.map { "\($0)" } ?? "")")
  }
}
