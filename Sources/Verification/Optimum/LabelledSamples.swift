import Regions
import Tensors

/// Samples with their classes and the range of valid inputs, flat, for searches that take one at a time.
struct LabelledSamples: Sendable {
  let bounds: FunctionBounds
  let points: [[Double]]
  /// From 0.
  let labels: [Int]
  /// Ends of the range, one for all samples or each its own; infinite without a range.
  private let low: [Double]
  private let high: [Double]

  init(_ model: Model, _ x: Tensor, _ y: Tensor, clip: Clip?) throws {
    guard x.shape.rank >= 2 else {
      throw TensorError.shapes(
        operation: "exact bounds", got: [x.shape], expected: "samples along the first dimension")
    }
    let samples = x.shape[0]
    let features = x.shape.count / max(samples, 1)
    let sample = try Shape(Array(x.shape.dimensions.dropFirst()))
    let function = try SampleFunction(model, sample: sample)
    guard y.shape.count == samples else { throw LabelError.shape(y.shape, samples: samples) }
    try Labels.check(
      Value.tensor(y).reshaped(to: Shape([samples])), samples: samples, classes: function.outputs)
    guard function.outputs > 1 else {
      throw TensorError.shapes(
        operation: "exact bounds", got: [try Shape([samples, function.outputs])],
        expected: "logits of at least two classes")
    }
    let numbers = x.doubles
    for (k, value) in numbers.enumerated() where !value.isFinite {
      throw Box.Failure.infinite(
        value, row: k / max(features, 1) + 1, feature: k % max(features, 1) + 1)
    }
    bounds = try FunctionBounds(function, isSound: true)
    points = (0..<samples).map { Array(numbers[$0 * features..<($0 + 1) * features]) }
    labels = y.doubles.map { Int($0) - 1 }
    if let clip {
      try clip.check(.tensor(x))
      low = try clip.low.cast(to: .float64).expanded(to: x.shape).tensor(for: "clip").doubles
      high = try clip.high.cast(to: .float64).expanded(to: x.shape).tensor(for: "clip").doubles
    } else {
      low = numbers.map { _ in -.infinity }
      high = numbers.map { _ in .infinity }
    }
  }

  var count: Int { points.count }
  private var features: Int { bounds.function.inputs }

  func lower(_ k: Int) -> [Double] { Array(low[k * features..<(k + 1) * features]) }
  func upper(_ k: Int) -> [Double] { Array(high[k * features..<(k + 1) * features]) }

  /// The distance of the farthest valid input; infinite without a range.
  func reach(_ k: Int) -> Double {
    let (low, high, point) = (lower(k), upper(k), points[k])
    return point.indices.reduce(0) { max($0, point[$1] - low[$1], high[$1] - point[$1]) }
  }

  func distance(_ k: Int, to other: [Double]) -> Double {
    points[k].indices.reduce(0) { max($0, abs(other[$1] - points[k][$1])) }
  }
}
