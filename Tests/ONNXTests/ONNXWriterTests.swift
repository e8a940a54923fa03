import DataIO
import Foundation
import ONNX
import Tensors
import TestSupport
import Testing

/// A function with the shape of one sample.
struct Written: CustomTestStringConvertible, Sendable {
  let name: String
  let sample: [Int]
  let parameters: Int
  let function: @Sendable (Value, Value) throws -> Value
  var testDescription: String { name }

  init(
    _ name: String, _ sample: [Int], _ parameters: Int = 1,
    _ function: @escaping @Sendable (Value, Value) throws -> Value
  ) {
    self.name = name
    self.sample = sample
    self.parameters = parameters
    self.function = function
  }
}

@Suite struct ONNXWriterTests {
  static let functions: [Written] = [
    Written("linear", [4], 15) { x, w in
      let weight = try w.sliced(0, 0..<12).reshaped(to: Shape([3, 4]))
      return try x.matmul(transposed: weight) + w.sliced(0, 12..<15)
    },
    Written("functions", [5], 5) { x, w in
      let positive = try x.abs() + 0.5
      let parts = try [
        x.relu(), x.sigmoid(), x.tanh(), x.softplus(), -x, x.exp(), x.square(), x.sin(), x.cos(),
        x.sign(), positive.log(), positive.sqrt(), positive.reciprocal(), x.clamped(-0.5, 0.25),
        x.clamped(-.infinity, 0), positive.power(w.abs()), x.maximum(w), x.minimum(w), x / positive,
        x - w, x * w, x.greater(than: w), x.less(than: 0), x.greaterOrEqual(to: w),
        x.lessOrEqual(to: w), x.equals(x), x.differs(from: w), x.greater(than: 0).select(x, w),
      ]
      return try Value.concatenated(parts, dimension: 1)
    },
    Written("softmax", [2, 3]) { x, w in try x.softmax(2) + x.logSoftmax(1) * w },
    Written("reductions", [3, 4]) { x, w in
      let parts = try [
        x.sum([1]), x.mean([2]), x.max([1]), x.min([2]), x.product([1]),
        x.logSumExp([1, 2]).reshaped(to: Shape([x.shape[0], 1])),
        x.argMax(2).floating(), x.argMin(2).floating(), x.cumulativeSum(1).sum([2]),
        x.variance([1]),
      ]
      return try Value.concatenated(parts, dimension: 1) * w
    },
    Written("constants of channels", [2, 3]) { x, w in
      let channels = try Value.tensor(Tensor([0.5, -1], shape: Shape([2, 1])))
      return try (x - channels) / (channels * channels + 1) * w
    },
    Written("lines", [3, 4]) { x, w in
      let order = try x.argMax(2).reshaped(to: Shape([x.shape[0], 3, 1]))
      let shares = try x.reshaped(to: Shape([x.shape[0], 12])).logSoftmax(1)
      return try Value.concatenated(
        [x.gathered(along: 2, order), shares.reshaped(to: x.shape), x.softmax(1)], dimension: 2) * w
    },
    Written("shapes", [2, 6], 12) { x, w in
      let n = x.shape[0]
      let turned = try x.reshaped(to: Shape([n, 3, 4])).permuted([0, 2, 1])
      let cut = try turned.sliced(1, 1..<3).reshaped(to: Shape([n, 6]))
      let picked = try x.gathered(2, .tensor(Tensor([Int32(5), 0, 0], shape: Shape([3]))))
      let all = try Value.concatenated([cut, picked.reshaped(to: Shape([n, 6]))], dimension: 1)
      // Constants of the batch's size.
      return try all + all.filled(2) * w + w.expanded(to: Shape([n, 12])).sliced(0, 0..<n)
    },
    Written("batch and rows", [3, 2], 6) { x, w in
      let rows = try x.reshaped(to: Shape([x.shape[0] * 3, 2]))
      let weight = try w.reshaped(to: Shape([2, 3]))
      return try rows.matmul(weight).reshaped(to: Shape([x.shape[0], 9]))
    },
    Written("products", [2, 3], 12) { x, w in
      let weight = try w.reshaped(to: Shape([3, 4]))
      let square = try x.matmul(x.transposed(1, 2))
      return try Value.concatenated([x.matmul(weight), square], dimension: 2)
    },
    Written("of parameters alone", [2], 2) { _, w in try w.square().sum() },
    Written("the input itself", [2], 2) { x, _ in x },
    Written("gradient", [3], 3) { x, w in
      try valueAndGradient(of: { try ($0[0].tanh() * w).softplus().sum() }, at: [x]).gradient
    },
  ]

  @Test(arguments: functions) func comesBack(written: Written) throws {
    let scratch = try Scratch()
    let path = scratch.path("a.onnx")
    var random = CounterRandom(seed: 3, stream: 1)
    let parameters = try Tensor((0..<written.parameters).map { _ in random.normal() })
    let writer = try ONNXWriter(
      sampleShape: Shape(written.sample), parameters: parameters,
      blocks: [.init(name: "all", range: 0..<written.parameters)])
    try writer.write(to: path, written.function)
    let model = try ONNXModel(reading: path)
    for samples in [1, 2, 5] {
      let shape = try Shape([samples] + written.sample)
      let x = try Tensor((0..<shape.count).map { _ in random.normal() }, shape: shape)
      let expected = try written.function(.tensor(x), .tensor(parameters)).tensor()
      let result = try model(.tensor(x), parameters: .tensor(model.parameters)).tensor()
      #expect(difference(result, expected) < 1e-5, "\(samples) samples")
      if let folder = ProcessInfo.processInfo.environment["TARN_ONNX_EXPORT"], samples == 5 {
        // For scripts/fixtures/onnx_check.py.
        let name = written.name.replacingOccurrences(of: " ", with: "_")
        try writer.write(to: "\(folder)/\(name).onnx", written.function)
        try NPZ.write([("x", x), ("y", expected)], to: "\(folder)/\(name).npz")
      }
    }
  }

  @Test func initialisersHaveTheNamesOfTheBlocks() throws {
    let scratch = try Scratch()
    let file = scratch.path("a.onnx")
    let writer = try ONNXWriter(
      sampleShape: Shape([4]), parameters: Tensor((0..<15).map(Double.init)),
      blocks: [.init(name: "1.weight", range: 0..<12), .init(name: "1.bias", range: 12..<15)])
    try writer.write(to: file, ONNXWriterTests.functions[0].function)
    let model = try ONNXModel(reading: file)
    #expect(model.blocks.map(\.name) == ["1.weight", "1.bias"])
    #expect(model.blocks[0].shape.dimensions == [3, 4])
    #expect(model.parameters.doubles == (0..<15).map(Double.init))
  }

  @Test func whatHasNoCounterpartIsNamed() throws {
    let writer = try ONNXWriter(sampleShape: Shape([4]), parameters: Tensor([1]), blocks: [])
    let scratch = try Scratch()
    let error = #expect(throws: ONNXWriterError.self) {
      try writer.write(to: scratch.path("a.onnx")) { x, _ in try x.argSorted(1).floating() }
    }
    #expect(error == .noCounterpart(["argsort"]))
    #expect(try scratch.names().isEmpty)
    #expect(throws: ONNXWriterError.self) {
      try writer.write(to: scratch.path("a.onnx")) { x, _ in try x.sum([0]) + Double(x.shape[0]) }
    }
  }

  /// Every primitive has its entry, or is known to have none.
  @Test func everyPrimitiveIsThoughtOf() throws {
    let without: Set<String> = [
      "argsort", "topk", "scatter_add", "uniform", "rand", "randn", "randint", "eigh", "svd", "qr",
      "cholesky", "solve",
      "conv_transpose2d", "conv2d_weight", "avg_pool2d_spread",
      "max_pool2d_pick", "max_pool2d_scatter", "tangent_point_tanh", "tangent_point_sigmoid",
      "tangent_point_erf", "inexact",
    ]
    // What only bounds are made of.
    let gates = ["silu", "gelu", "gelu_tanh", "mish", "tanh_gate"]
    let ofBounds = Set(gates + gates.flatMap { ["touch_\($0)", "tangent_\($0)"] })
    for example in Registry.examples
    where !without.union(ofBounds).contains(example.primitive.name) {
      let types = example.shapes.enumerated().map { k, sizes in
        TensorType(Shape(unchecked: sizes), example.indices[k] == nil ? .float32 : .int32)
      }
      guard types[0].dtype == .float32 else { continue }
      let writer = try ONNXWriter(
        sampleShape: types[0].shape, parameters: Tensor([1]), blocks: [])
      #expect(throws: Never.self, "\(example.primitive.name)") {
        // The first input becomes one of a sample, the others are constants.
        _ = try writer.graph { x, _ in
          try Batch.map(
            { values in
              let others = try types.dropFirst().map { type in
                Value.tensor(try Tensor.full(1, shape: type.shape, dtype: type.dtype))
              }
              return [try apply(example.primitive, [values[0]] + others)]
            }, [x])[0].floating()
        }
      }
    }
  }
}
