import Tensors

/// Joins all dimensions but the batch.
public struct Flatten: Layer {
  public init() {}
  public var name: String { "Flatten" }

  public func callAsFunction(_ x: Value, _ parameters: [Value]) throws -> Value {
    guard x.shape.rank > 0 else { throw LayerError(got: x.shape, expected: "a batch") }
    let samples = x.shape[0]
    let features = x.shape.dimensions.dropFirst().reduce(1, *)
    return try x.reshaped(to: Shape([samples, features]))
  }
}
