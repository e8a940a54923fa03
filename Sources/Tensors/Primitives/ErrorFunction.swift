import CKernels
import Foundation

/// erf x = 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x.
struct ErrorFunction: Unary, Touchable {
  var name: String { "erf" }
  var traits: Traits { .curve(.sShaped, self) }
  var rounding: Rounding { .result(4) }
  var counterpart: Counterpart { .operation("Erf") }
  static let examples = [Example(Self(), [5])]
  var isStrictlyMonotone: Bool { true }
  static let kernels = Kernels(tarn_erf_f32, tarn_erf_f64)

  func derivative(_ x: Value, _ y: Value) throws -> Value? {
    try (-x.square()).exp() * (2 / Double.pi.squareRoot())
  }

  func touching(slope: Value) throws -> Value {
    let s = try (slope * (Double.pi.squareRoot() / 2)).clamped(0, 1)
    return try (-s.log()).sqrt()
  }

  func tangentPoint(from u: Value) throws -> Value? {
    try apply(TangentPoint(curve: .erf), [u])
  }
}
