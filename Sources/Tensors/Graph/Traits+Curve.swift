extension Traits {
  /// How a function of one number bends.
  public enum Curve: Sendable {
    /// Rising everywhere.
    case convex, concave
    /// max(x, 0).
    case rectifier
    /// |x|.
    case absolute
    /// Convex, falling to its minimum at a point and rising behind it.
    case valley(at: Double)
    /// Rising everywhere, convex below zero and concave above it, with f'(x) even: tanh, sigmoid.
    case sShaped
    /// Falling on each side of zero, where it has a pole: concave left of it and convex right of it.
    case pole
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

  /// The derivative at x, where y is the value.
  func derivative(_ x: Value, _ y: Value) throws -> Value?
}

extension Touchable {
  public func tangentPoint(from u: Value) throws -> Value? { nil }
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
