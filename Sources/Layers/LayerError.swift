import Tensors

/// A layer got something that it cannot work on.
public struct LayerError: Error, CustomStringConvertible {
  public let got: Shape
  public let expected: String

  public init(got: Shape, expected: String) {
    self.got = got
    self.expected = expected
  }

  public var description: String { "got \(got), expected \(expected)" }
}

/// Batch normalisation of a single value for each feature, while it is trained: it would be zero.
public struct TooFewValuesError: Error, CustomStringConvertible {
  public let got: Shape

  public var description: String {
    "got \(got), expected more than one value a feature while it is trained"
  }
}

/// A setting with which a layer makes no sense.
public struct LayerSettingError: Error, Equatable, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
}

/// An error inside a network, with its place: `net[3] Linear(784 -> 100): got 1x28x28, expected …`; in a
/// layer of a layer `net[2][1] …`.
public struct NetworkError: Error, CustomStringConvertible {
  /// Positions from 1, outermost first.
  public let path: [Int]
  /// The innermost layer.
  public let layer: String
  public let underlying: any Error

  public var description: String {
    "net\(path.map { "[\($0)]" }.joined()) \(layer): \(underlying)"
  }

  /// What an error in a layer at a position becomes. Errors that say nothing of the layer (the user's
  /// interrupt) pass as they are.
  static func placed(_ error: any Error, _ position: Int, _ layer: any Layer) -> any Error {
    switch error {
    case let inner as NetworkError where layer is any Container:
      NetworkError(
        path: [position] + inner.path, layer: inner.layer, underlying: inner.underlying)
    case is TensorError, is LayerError, is TooFewValuesError, is FunctionLayer.Failure:
      NetworkError(path: [position], layer: layer.name, underlying: error)
    default: error
    }
  }
}
