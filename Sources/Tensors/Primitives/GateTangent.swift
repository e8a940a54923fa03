import CKernels

/// The point at which the line through (x, f(x)) of a gate touches its graph on another side of the basin: where
/// f(t) - f(x) = f'(t) (t - x). The end of the side where the line passes it by, or 1e30 beyond it where it has none.
struct GateTangent: Elementwise {
  var name: String { "tangent_\(curve.name)" }
  let curve: Gate.Curve
  let tangent: Traits.BasinTangent
  var traits: Traits { .monotone([.decreasing]) }
  var rounding: Rounding { .result(64) }
  var counterpart: Counterpart { .none }
  static let examples = Gate.Curve.examples.flatMap { curve in
    [
      Example(Self(curve: curve, tangent: .convexFromLeft), [5], domain: -5...(-2.6)),
      Example(Self(curve: curve, tangent: .convexFromRight), [5], domain: 2.6...5),
      Example(Self(curve: curve, tangent: .leftFromRight), [5], domain: -0.9...(-0.4)),
      Example(Self(curve: curve, tangent: .rightFromLeft), [5], domain: 0.4...0.9),
    ]
  }

  var reals: [Double] {
    let (side, origin) = tangent.signs
    return [side] + curve.ends + [origin] + curve.coefficients
  }

  func tile(_ inputs: [DType], scalars: [Bool]) -> tarn_kernel? {
    scalars[0] ? nil : curve.kernels.tangent[inputs[0]]
  }

  func type(of inputs: [TensorType]) throws -> TensorType {
    _ = try curve.kernels.tangent(inputs[0].dtype, for: name)
    return inputs[0]
  }

  /// Of the equation that defines it: (f'(t) - f'(x)) / (f''(t) (t - x)).
  func vjp(_ backward: Backward) throws -> [Value?] {
    let (x, t) = (backward.inputs[0], backward.output)
    let (low, high) = (curve.ends[0], curve.ends[1])
    let touch = try curve.derivatives(t)
    let bend = try touch.second * (t - x)
    let isOutside =
      switch tangent {
      case .convexFromLeft: try x.less(than: low)
      case .convexFromRight: try x.greater(than: high)
      case .leftFromRight: try x.greater(than: low)
      case .rightFromLeft: try x.less(than: high)
      }
    let isUsed = try isOutside * bend.abs().greater(than: 1e-9) * t.abs().less(than: 1e29)
    let slope = try (touch.first - curve.derivatives(x).first) / isUsed.select(bend, bend.filled(1))
    return [try backward.cotangent.chained(isUsed.select(slope, slope.filled(0)))]
  }
}
