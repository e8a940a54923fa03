import DataIO
import Foundation
import ONNX
import ONNXProto
import Tensors
import TestSupport
import Testing

/// Damaged and hostile models: each is read or gives an error that names the file.
@Suite struct ONNXFuzzTests {
  @Test func damagedModels() throws {
    let scratch = try Scratch()
    let path = scratch.path("fuzz.onnx")
    let seeds = try ["dense_9", "shapes_13", "constants_21", "reductions_9", "single_9"].map {
      Array(try Data(contentsOf: URL(fileURLWithPath: "\(fixtures)/\($0).onnx")))
    }
    var random = CounterRandom(seed: 11, stream: 0)
    func below(_ n: Int) -> Int { Int(random.next() % UInt64(max(n, 1))) }
    var errors = 0
    for round in 0..<10_000 {
      var bytes = seeds[round % seeds.count]
      for _ in 0...below(3) where !bytes.isEmpty {
        let place = below(bytes.count)
        switch below(5) {
        case 0: bytes.removeLast(below(bytes.count) + 1)
        case 1: bytes[place] ^= 1 << UInt8(below(8))
        case 2: bytes[place] = [0, 0xFF, 0x7F, 0x80][below(4)]
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + 1 + below(16)))
        default:
          let run = bytes[place..<min(bytes.count, place + 1 + below(64))]
          bytes.insert(contentsOf: run, at: below(bytes.count))
        }
      }
      try bytes.withUnsafeBytes { buffer in
        // A new file: some file systems wait for the disk when an old one is written anew.
        unlink(path)
        let file = try #require(fopen(path, "wb"))
        fwrite(buffer.baseAddress, 1, buffer.count, file)
        fclose(file)
      }
      do {
        let model = try ONNXModel(reading: path)
        if model.parameters.type.byteCount > 8 * bytes.count + 64 { Issue.record("too large") }
      } catch let error as FormatError {
        errors += 1
        if error.path != path { Issue.record("\(error)") }
      }
    }
    #expect(errors > 2_000)
  }

  /// Reading this model fails with a sentence that contains these words.
  func expectFailure(_ words: String, _ change: (inout Onnx_ModelProto) -> Void) {
    var model = Onnx_ModelProto.with { model in
      model.irVersion = 8
      model.opsetImport = [.with { $0.version = 17 }]
      model.graph.input = [.with { $0.name = "x" }]
      model.graph.output = [.with { $0.name = "y" }]
      model.graph.node = [
        .with {
          $0.opType = "Relu"
          $0.input = ["x"]
          $0.output = ["y"]
        }
      ]
    }
    change(&model)
    let error = #expect(throws: FormatError.self) { try ONNXModel(model, path: "m.onnx") }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func hostileModels() {
    expectFailure("operator set, got none") { $0.opsetImport = [] }
    expectFailure("operator set, got 99") { $0.opsetImport[0].version = 99 }
    expectFailure("no outputs") { $0.graph.output = [] }
    expectFailure("no node computes it") { $0.graph.output[0].name = "z" }
    // A cycle, and nodes out of order.
    expectFailure("not defined before it") { $0.graph.node[0].input = ["y"] }
    expectFailure("defined twice") { $0.graph.node.append($0.graph.node[0]) }
    expectFailure("there twice") { model in
      model.graph.initializer = [
        .with {
          $0.name = "w"
          $0.dataType = 1
          $0.floatData = [1]
          $0.dims = [1]
        }
      ]
      model.graph.initializer.append(model.graph.initializer[0])
    }
    for dims in [[1 << 60], [1 << 32, 1 << 32], [-1], [3], [1, 1, 1, 1, 1, 1, 1, 1, 1]] as [[Int64]]
    {
      expectFailure("tensor \"w\"") { model in
        model.graph.initializer = [
          .with {
            $0.name = "w"
            $0.dataType = 1
            $0.rawData = Data(count: 8)
            $0.dims = dims
          }
        ]
      }
    }
    expectFailure("another file") { model in
      model.graph.initializer = [
        .with {
          $0.name = "w"
          $0.dataType = 1
          $0.dataLocation = .external
        }
      ]
    }
    // A few bytes that ask for 2^60 numbers.
    expectFailure("node \"ones\" (ConstantOfShape)") { model in
      model.graph.initializer = [
        .with {
          $0.name = "s"
          $0.dataType = 7
          $0.int64Data = [1 << 30, 1 << 24]
          $0.dims = [2]
        }
      ]
      model.graph.node.insert(
        .with {
          $0.name = "ones"
          $0.opType = "ConstantOfShape"
          $0.input = ["s"]
          $0.output = ["o"]
        }, at: 0)
    }
  }
}
