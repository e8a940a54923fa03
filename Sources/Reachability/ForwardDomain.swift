import Tensors

/// A family of sets that is carried through a graph from its inputs to its outputs.
public protocol ForwardDomain {
  /// The set of one tensor.
  init(point: Value)

  /// A set that holds the primitive's results on all elements of the inputs. One rule per trait. What depends
  /// on no set is computed as it is.
  static func image(of primitive: any Primitive, _ inputs: [Self]) throws -> Self

  /// Whether the set is known to be a single tensor.
  var point: Value? { get }
}

/// No rule for an operation.
public struct UnboundedOperation: Error, Equatable, CustomStringConvertible {
  public let operation: String
  public let domain: String

  public var description: String {
    "the \(domain) domain has no bounds for the operation '\(operation)'"
  }

  /// Errors name the domain that was asked for, whatever it asks itself.
  package static func named<Result>(
    _ domain: any AbstractDomain, _ body: () throws -> Result
  ) throws -> Result {
    do { return try body() } catch let error as UnboundedOperation {
      throw UnboundedOperation(operation: error.operation, domain: domain.name)
    }
  }
}

extension Graph {
  /// Interprets the graph on sets.
  /// - Parameter fixed: the set of a constant.
  public func bounded<Domain: ForwardDomain>(
    _ inputs: [Domain], fixed: (Value) -> Domain = { Domain(point: $0) }
  ) throws -> [Domain] {
    try decomposed().interpret { operation, operands in
      switch operation {
      case .input(let k): inputs[k]
      case .constant(let tensor): fixed(.tensor(tensor))
      case .apply(let primitive): try Domain.image(of: primitive, operands)
      }
    }
  }
}
