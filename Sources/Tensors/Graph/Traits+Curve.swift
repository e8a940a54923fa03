extension Traits {
  /// How a function of one number bends.
  public enum Curve: Sendable {
    /// Rising everywhere.
    case convex, concave
    /// Concave and rising from zero on, where it is zero. The argument is not negative, though bounds of it may be.
    case root
    /// max(x, 0).
    case rectifier
    /// |x|.
    case absolute
    /// Convex, falling to its minimum at a point and rising behind it.
    case valley(at: Double)
    /// Falling to its minimum at a point and rising behind it: convex in a range around it, concave beyond on both
    /// sides, nowhere as steep on the left as on the right.
    case basin(lowest: Double, convex: ClosedRange<Double>)
    /// Rising everywhere, convex below zero and concave above it, with f'(x) even: tanh, sigmoid.
    case sShaped
    /// Falling on each side of zero, where it has a pole: concave left of it and convex right of it.
    case pole
  }
}

extension Traits {
  /// The parts of a basin: the concave ones on both sides, and the convex one between them.
  public enum BasinSide: Sendable {
    case left, convex, right

    var sign: Double {
      switch self {
      case .left: -1
      case .convex: 0
      case .right: 1
      }
    }
  }

  /// Lines through a point of a basin that touch it elsewhere: where, and from where.
  public enum BasinTangent: Sendable {
    case convexFromLeft, convexFromRight, leftFromRight, rightFromLeft

    /// Of the side that is touched, and of the side of the point.
    var signs: (side: Double, origin: Double) {
      switch self {
      case .convexFromLeft: (0, -1)
      case .convexFromRight: (0, 1)
      case .leftFromRight: (-1, 1)
      case .rightFromLeft: (1, -1)
      }
    }
  }
}

/// A function of one number whose graph lines can touch: what linear relaxations are made of.
public protocol Touchable: Primitive {
  /// A point at which the derivative is `slope`; of two the positive one. Slopes beyond the range of
  /// the derivative give points beyond what matters, never NaN.
  func touching(slope: Value) throws -> Value

  /// For S-shaped functions and u of 0 or more: the point of 0 or less at which the line through
  /// (u, f(u)) touches the graph.
  func tangentPoint(from u: Value) throws -> Value?

  /// Of basins: the point on a side at which the derivative is `slope`, or the nearer end of that side.
  func touching(slope: Value, _ side: Traits.BasinSide) throws -> Value?

  /// Of basins: the point at which the line through (x, f(x)) touches another side; beyond all that matters
  /// where it does nowhere.
  func tangentPoint(from x: Value, _ tangent: Traits.BasinTangent) throws -> Value?

  /// The derivative at x, where y is the value.
  func derivative(_ x: Value, _ y: Value) throws -> Value?
}

extension Touchable {
  public func tangentPoint(from u: Value) throws -> Value? { nil }
  public func touching(slope: Value, _ side: Traits.BasinSide) throws -> Value? { nil }
  public func tangentPoint(from x: Value, _ tangent: Traits.BasinTangent) throws -> Value? { nil }
}

/// The largest of some elements of the input. The derivative is nowhere negative and sums to one for
/// each result, so that anywhere it is taken it gives a lower bound that is linear.
public protocol Choosing: Primitive {
  /// Whether each element of the input is among the candidates of one result at most.
  var hasSeparateCandidates: Bool { get }

  /// The candidates of each result, one tensor of the result's shape for each of them; nil where
  /// they are not written out.
  func candidates(_ input: Value) throws -> [Value]?
}

/// What relaxations are put together from.
package let rectifier: any Touchable = ReLU()
package let addition: any Primitive = Add()
package let subtraction: any Primitive = Subtract()
package let multiplication: any Primitive = Multiply()
package let reciprocal: any Primitive = Reciprocal()
package let exponential: any Touchable = Exponential()
