/// A function R^n -> R with its gradient, in float64, owned by one thread at a time.
///
/// A class, so that it may keep its workspace from call to call and allocate nothing in one.
public protocol DifferentiableObjective: AnyObject {
  /// The value at `x` (n doubles); writes the n components of the gradient to `gradient`.
  /// The two never overlap. NaN and infinity are allowed results: the minimiser steps back.
  func valueAndGradient(
    _ x: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>
  ) throws -> Double
}
