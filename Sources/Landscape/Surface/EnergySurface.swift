import Optimizers
import Tensors

/// An energy over R^n in float64, for instance the loss of a network as a function of all its
/// parameters. The surface itself is shared between threads; each asks for its own evaluator.
public protocol EnergySurface: Sendable {
  /// n, at least 1.
  var dimension: Int { get }

  /// An evaluator for the calling thread, with workspace of its own.
  func makeEvaluator() throws -> any EnergyEvaluator

  /// The same energy with its kinks in sight; nil where it has none.
  var kinked: KinkedSurface? { get }

  /// About how many numbers one evaluation computes; 0 where that is not known.
  var work: Int { get }
}

extension EnergySurface {
  public var kinked: KinkedSurface? { nil }
  public var work: Int { 0 }
}

/// Energy, gradient and exact Hessian, for one thread.
public protocol EnergyEvaluator: DifferentiableObjective {
  /// The exact Hessian at `x` (n coordinates), row-major n x n. Differences of gradients do not
  /// do: softest modes of trained networks lie below their error.
  func hessian(_ x: [Double]) throws -> [Double]

  /// The exact Hessian at `x` times `vector`. Unless given, by the whole Hessian.
  func hessianProduct(_ x: [Double], _ vector: [Double]) throws -> [Double]
}

extension EnergyEvaluator {
  public func hessianProduct(_ x: [Double], _ vector: [Double]) throws -> [Double] {
    symmetricProduct(try hessian(x), vector)
  }

  /// The energy at `x`; the gradient goes to `gradient`, which must have the same length.
  public func energy(_ x: [Double], gradient: inout [Double]) throws -> Double {
    precondition(x.count == gradient.count, "gradient and x of one length")
    return try x.withUnsafeBufferPointer { point in
      try gradient.withUnsafeMutableBufferPointer { slope in
        guard let from = point.baseAddress, let to = slope.baseAddress else { return 0 }
        return try valueAndGradient(from, to)
      }
    }
  }
}
