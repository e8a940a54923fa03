import Foundation
import Tensors

/// A lower bound of the loss of two-layer ReLU networks of any width, and a network of the convex program that comes near it.
///
/// For f(x) = sum a_j max(w_j . x + b_j, 0) + c the loss is mean (f(x_n) - y_n)^2 + lambda |parameters|^2. With balanced units it is
/// the convex program over all activation patterns (Pilanci and Ergen, ICML 2020)
///
///     min  mean (f - y)^2 + 2 lambda sum |v_j| + lambda c^2        v_j in the cone of its pattern, of either sign
///
/// with the dual  max v . y - N |v|^2 / 4 - (sum v)^2 / (4 lambda)   where  |sum v_n max(x_n . u, 0)| <= 2 lambda for |u| <= 1.
/// Every v that satisfies the conditions gives a lower bound, whatever the width is. They are checked for all patterns, which are
/// enumerated in exact arithmetic, with bounds that are rounded outward; so is the dual value.
public struct ConvexBound: Sendable {
  /// No network has a lower loss.
  public var lower: Double
  /// The loss of the best network of the program (computed in floating point), of so many hidden units.
  public var upper: Double
  public var units: Int
  /// Cells of the arrangement of the samples.
  public var patterns: Int
  /// Solutions of the program on part of its units.
  public var rounds: Int

  /// How much of the value is left open.
  public var gap: Double { (upper - lower) / max(abs(upper), .leastNormalMagnitude) }

  /// What is bounded.
  public struct Problem: Sendable {
    /// Samples of at most two numbers.
    public var x: [[Double]]
    public var y: [Double]
    public var lambda: Double
    /// Whether hidden units, and the output, have a bias; both are regularised.
    public var hasHiddenBias: Bool
    public var hasOutputBias: Bool

    public init(
      x: [[Double]], y: [Double], lambda: Double, hasHiddenBias: Bool = true,
      hasOutputBias: Bool = true
    ) {
      (self.x, self.y, self.lambda) = (x, y, lambda)
      (self.hasHiddenBias, self.hasOutputBias) = (hasHiddenBias, hasOutputBias)
    }
  }

  /// - Throws: ``ConvexBoundError``: a problem of another kind or size.
  public init(_ problem: Problem) throws {
    try ConvexBoundError.check(problem)
    var program = try ConvexProgram(problem)
    try program.solve()
    lower = try program.lowerBound()
    upper = program.value
    units = program.units
    patterns = program.patternCount
    rounds = program.rounds
  }
}

/// Why there is no convex bound.
public enum ConvexBoundError: Error, Equatable, CustomStringConvertible {
  case samples(Int, most: Int)
  case inputs(Int)
  case targets(expected: Int, got: Int)
  case lambda(Double)
  case size(Double)
  case notFeasible

  public var description: String {
    switch self {
    case .samples(let count, let most): "\(count) samples, expected 1 to \(most)"
    case .inputs(let count): "samples of \(count) numbers, expected 1 or 2"
    case .targets(let expected, let got):
      "\(got) targets, expected one for each of \(expected) samples"
    case .lambda(let value): "lambda is \(value), expected a positive number"
    case .size(let value):
      "the data contain \(value); magnitudes must be 0 or between 1e-50 and 1e50"
    case .notFeasible: "no feasible dual was found"
    }
  }

  static let mostSamples = 20

  static func check(_ problem: ConvexBound.Problem) throws {
    guard (1...mostSamples).contains(problem.x.count) else {
      throw samples(problem.x.count, most: mostSamples)
    }
    guard problem.y.count == problem.x.count else {
      throw targets(expected: problem.x.count, got: problem.y.count)
    }
    for row in problem.x where !(1...2).contains(row.count) || row.count != problem.x[0].count {
      throw inputs(row.count)
    }
    guard problem.lambda > 1e-50, problem.lambda < 1e50 else { throw lambda(problem.lambda) }
    for value in problem.x.joined() + problem.y {
      guard value == 0 || (abs(value) > 1e-50 && abs(value) < 1e50) else { throw size(value) }
    }
  }
}
