import Tensors

/// A piece of a network: a function of a batch and of its own parameters.
public protocol Layer {
  /// As a summary and errors call it: `Linear(4 -> 10)`.
  var name: String { get }

  /// Names, shapes and initial values of the parameters, in the order of the flat vector.
  var parameters: [Parameter] { get }

  /// - Parameters:
  ///   - x: a batch, samples along the leading dimension.
  ///   - parameters: one value for each of `parameters`, in its shape.
  func callAsFunction(_ x: Value, _ parameters: [Value]) throws -> Value
}

extension Layer {
  public var parameters: [Parameter] { [] }
}

/// A named block of a layer's parameters.
public struct Parameter {
  public let name: String
  public let shape: Shape
  /// Whether regularisers that leave biases alone skip it.
  public let isBias: Bool
  let initializer: Initializer

  public init(_ name: String, _ shape: Shape, isBias: Bool = false, _ initializer: Initializer) {
    self.name = name
    self.shape = shape
    self.isBias = isBias
    self.initializer = initializer
  }
}
