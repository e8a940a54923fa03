import DataIO
import Foundation
import ONNX
import Tensors
import TestSupport
import Testing

@Suite struct ONNXModelTests {
  /// All models of the fixtures with recorded results.
  static let names =
    (try? FileManager.default.contentsOfDirectory(atPath: fixtures))?
    .filter { $0.hasSuffix(".npz") }.map { String($0.dropLast(4)) }.sorted() ?? []

  @Test func thereAreFixtures() { #expect(ONNXModelTests.names.count > 20) }

  @Test(arguments: names) func agreesWithONNXRuntime(name: String) throws {
    let model = try ONNXModel(reading: "\(fixtures)/\(name).onnx")
    let (x, y) = try recorded(name)
    let result = try model(.tensor(x), parameters: .tensor(model.parameters)).tensor()
    #expect(difference(result, y) < 1e-5, "\(result.shape) \(y.shape) \(difference(result, y))")
  }

  @Test func parametersAreNamedInOrderOfUse() throws {
    let model = try ONNXModel(reading: "\(fixtures)/dense_13.onnx")
    #expect(model.inputs.map(\.name) == ["x"])
    #expect(model.inputs[0].sizes == [nil, 4])
    #expect(model.version == 13)
    #expect(model.blocks.map(\.shape.dimensions) == [[5, 4], [5], [5, 3], [3], [3, 3], [3]])
    #expect(model.parameters.count == 20 + 5 + 15 + 3 + 9 + 3)
    #expect(model.blocks.last?.range.upperBound == model.parameters.count)
  }

  @Test func isAFunctionOfItsParameters() throws {
    let model = try ONNXModel(reading: "\(fixtures)/dense_13.onnx")
    let (x, _) = try recorded("dense_13")
    let w = Value.tensor(model.parameters)
    let (_, gradient) = try valueAndGradient(
      of: { try model(.tensor(x), parameters: $0[0]).sum() }, at: [w])
    let step = 1e-2
    for k in [0, 7, 21, 40, 54] {
      func energy(_ delta: Double) throws -> Double {
        var moved = model.parameters.doubles
        moved[k] += delta
        let w = try Tensor(moved, dtype: .float64)
        return try model(.tensor(x), parameters: .tensor(w)).sum().tensor().item()
      }
      let slope = try (energy(step) - energy(-step)) / (2 * step)
      let derivative = try gradient.tensor()[k]
      expectClose(slope, derivative, absolute: 1e-3, relative: 1e-3)
    }
  }

  @Test func samplesMayBeFlat() throws {
    let model = try ONNXModel(reading: "\(fixtures)/single_9.onnx")
    let (x, y) = try recorded("single_9")
    let flat = try Value.tensor(x).reshaped(to: Shape([3, 5]))
    let result = try model(flat, parameters: .tensor(model.parameters)).tensor()
    #expect(difference(result, y) < 1e-5)
    let error = #expect(throws: FormatError.self) {
      try model(.tensor(Tensor([1, 2])), parameters: .tensor(model.parameters))
    }
    #expect(error?.description.contains("expected [n, 1, 1, 5], got 2") == true)
  }

  @Test func unknownOperatorsAreNamedAllAtOnce() throws {
    let error = #expect(throws: FormatError.self) {
      try ONNXModel(reading: "\(fixtures)/unknown.onnx")
    }
    #expect(
      error?.description.contains(
        "Hardmax (\"first\", \"c\"); com.example.Frobnicate (\"second\")") == true, "\(error!)")
  }

  @Test func thePageOfFormatsListsAllOperators() throws {
    let page = try String(
      contentsOf: Repository.root.appending(path: "docs/formats.md"), encoding: .utf8)
    let start = try #require(page.range(of: "with these operators: "))
    let list = page[start.upperBound...].prefix { $0 != "." }
    #expect(list.split(whereSeparator: \.isWhitespace).map(String.init) == ONNXModel.operators)
  }

  @Test func whatIsNoModel() throws {
    let scratch = try Scratch()
    for bytes in [[], [1, 2, 3], Array("not a model".utf8), [UInt8](repeating: 0xFF, count: 40)] {
      let path = scratch.path("a.onnx")
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: FormatError.self) { try ONNXModel(reading: path) }
      #expect(error?.path == path)
    }
    #expect(throws: DataError.self) { try ONNXModel(reading: scratch.path("none.onnx")) }
  }

  /// The networks of the verification competition and of other programs, where they are at hand:
  /// a folder with models and, beside them, what ONNX Runtime computes.
  @Test(
    .needsVariable("TARN_ONNX"))
  func agreesOnForeignNetworks() throws {
    let folder = ProcessInfo.processInfo.environment["TARN_ONNX"] ?? ""
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".npz") }.map { String($0.dropLast(4)) }
    #expect(!names.isEmpty)
    for name in names {
      let model = try ONNXModel(reading: "\(folder)/\(name).onnx")
      let (x, y) = try recorded(name, in: folder)
      let result = try model(.tensor(x), parameters: .tensor(model.parameters)).tensor()
      #expect(difference(result, y) < 1e-5, "\(name): \(difference(result, y))")
    }
  }
}
