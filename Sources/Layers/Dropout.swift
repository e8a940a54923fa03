import Tensors

/// In training each element is zero with probability p, and the others are divided by 1 - p (Srivastava et
/// al. 2014); in evaluation it does nothing.
public struct Dropout: Layer {
  public let probability: Double

  /// - Parameter probability: 0 to 1.
  public init(_ probability: Double) throws {
    guard (0...1).contains(probability) else {
      throw LayerSettingError("Dropout: p must be from 0 to 1, got \(probability)")
    }
    self.probability = probability
  }

  public var name: String { "Dropout(\(probability))" }

  public var differsInTraining: Bool { probability > 0 }

  public func callAsFunction(_ x: Value, _ parameters: [Value]) throws -> Value { x }

  public func forward(
    _ x: Value, _ parameters: [Value], _ buffers: [Value], _ training: Training?
  ) throws -> (output: Value, buffers: [Value]) {
    guard let training, probability > 0 else { return (x, buffers) }
    let kept = try training.uniform(x.shape, x.dtype).greaterOrEqual(to: x.filled(probability))
    return (try x * kept * (probability < 1 ? 1 / (1 - probability) : 0), buffers)
  }
}
