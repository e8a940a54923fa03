import CKernels

/// The point on one side of a gate's basin at which the slope is the input; of slopes that it has nowhere there, the
/// end of the side that is nearer to it.
struct GateTouch: Elementwise {
  var name: String { "touch_\(curve.name)" }
  let curve: Gate.Curve
  let side: Traits.BasinSide
  var traits: Traits { .monotone([side == .convex ? .increasing : .decreasing]) }
  var rounding: Rounding { .result(16) }
  var counterpart: Counterpart { .none }
  static let examples = Gate.Curve.examples.map {
    Example(Self(curve: $0, side: .convex), [5], domain: 0.2...0.9)
  }

  var reals: [Double] { [side.sign] + curve.ends + curve.coefficients }

  func tile(_ inputs: [DType], scalars: [Bool]) -> tarn_kernel? {
    scalars[0] ? nil : curve.kernels.touch[inputs[0]]
  }

  func type(of inputs: [TensorType]) throws -> TensorType {
    _ = try curve.kernels.touch(inputs[0].dtype, for: name)
    return inputs[0]
  }

  /// 1 / f''
  func vjp(_ backward: Backward) throws -> [Value?] {
    let second = try curve.derivatives(backward.output).second
    // At the ends of a side the curve does not bend, and points stay where they are.
    let bends = try second.abs().greater(than: 1e-7)
    let slope = try 1 / bends.select(second, second.filled(1))
    return [try backward.cotangent.chained(bends.select(slope, slope.filled(0)))]
  }
}
