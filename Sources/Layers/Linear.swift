import Tensors

/// y = x W^T + b for a batch x of shape [n, inputs]; W is [outputs, inputs], b is [outputs].
public struct Linear: Layer {
  /// Where the weight starts; the bias follows PyTorch's default whatever the weight does.
  public enum Start: String, CaseIterable, Sendable {
    case `default`, xavier, kaiming, zeros
  }

  public let inputs: Int
  public let outputs: Int
  public let hasBias: Bool
  private let start: Start

  public init(_ inputs: Int, _ outputs: Int, bias: Bool = true, start: Start = .default) throws {
    _ = try Shape([outputs, inputs])
    self.inputs = inputs
    self.outputs = outputs
    hasBias = bias
    self.start = start
  }

  public var name: String { "Linear(\(inputs) -> \(outputs))" }

  public var parameters: [Parameter] {
    let initializer: Initializer =
      switch start {
      case .default: .fanIn(inputs)
      case .xavier: .xavierUniform(inputs, outputs)
      case .kaiming: .kaimingNormal(inputs)
      case .zeros: .constant(0)
      }
    let weight = Parameter("weight", Shape(unchecked: [outputs, inputs]), initializer)
    guard hasBias else { return [weight] }
    let bias: Initializer = start == .zeros ? .constant(0) : .fanIn(inputs)
    return [weight, Parameter("bias", Shape(unchecked: [outputs]), isBias: true, bias)]
  }

  public func callAsFunction(_ x: Value, _ parameters: [Value]) throws -> Value {
    guard x.shape.rank > 0, x.shape[x.shape.rank - 1] == inputs else {
      throw LayerError(got: x.shape, expected: "[n, \(inputs)]")
    }
    let rows = try x.reshaped(to: Shape([x.shape.count / max(inputs, 1), inputs]))
    var y = try rows.matmul(transposed: parameters[0])
    if hasBias { y = try y + parameters[1] }
    return try y.reshaped(to: Shape(x.shape.dimensions.dropLast() + [outputs]))
  }
}
