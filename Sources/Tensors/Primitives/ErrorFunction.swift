import CKernels
import Foundation

/// erf x = 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x.
struct ErrorFunction: Unary {
  var name: String { "erf" }
  var traits: Traits { .increasing(.sShaped) }
  var isStrictlyMonotone: Bool { true }
  static let kernels = Kernels(tarn_erf_f32, tarn_erf_f64)

  func derivative(_ x: Value, _ y: Value) throws -> Value? {
    try (-x.square()).exp() * (2 / Double.pi.squareRoot())
  }
}
