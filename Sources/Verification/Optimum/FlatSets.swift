import Regions
import Tensors

/// A function, and the boxes of a batch of sets of its inputs, flat.
struct FlatSets: Sendable {
  let function: SampleFunction
  let count: Int
  private let low: [Double]
  private let high: [Double]

  /// - Parameter operation: what needs them, for errors.
  init(_ model: Model, _ set: Box, for operation: String) throws {
    let (lower, upper) = (
      try set.lower.tensor(for: operation), try set.upper.tensor(for: operation)
    )
    guard lower.shape.rank >= 2 else {
      throw TensorError.shapes(
        operation: operation, got: [lower.shape], expected: "sets along the first dimension")
    }
    count = lower.shape[0]
    function = try SampleFunction(
      model, sample: Shape(Array(lower.shape.dimensions.dropFirst())))
    (low, high) = (lower.doubles, upper.doubles)
  }

  private func row(_ k: Int, _ all: [Double]) -> [Double] {
    Array(all[k * function.inputs..<(k + 1) * function.inputs])
  }

  func lower(_ k: Int) -> [Double] { row(k, low) }
  func upper(_ k: Int) -> [Double] { row(k, high) }
}
