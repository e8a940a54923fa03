import CKernels

/// For an S-shaped f, convex below zero and concave above, and u of 0 or more: the d <= 0 at which the
/// line through (u, f(u)) touches the graph, f'(d) (u - d) = f(u) - f(d). Zero where u is not positive.
struct TangentPoint: Elementwise {
  enum Curve: String { case tanh, sigmoid, erf }

  var name: String { "tangent_point_\(curve.rawValue)" }
  let curve: Curve
  var traits: Traits { .monotone([.decreasing]) }
  var rounding: Rounding { .result(4) }
  var counterpart: Counterpart { .none }
  static let examples = [
    Example(Self(curve: .tanh), [5], domain: 0.1...2),
    Example(Self(curve: .sigmoid), [5], domain: 0.1...3),
    Example(Self(curve: .erf), [5], domain: 0.1...2),
  ]

  private var kernels: Kernels {
    switch curve {
    case .tanh: Kernels(tarn_tangent_tanh_f32, tarn_tangent_tanh_f64)
    case .sigmoid: Kernels(tarn_tangent_sigmoid_f32, tarn_tangent_sigmoid_f64)
    case .erf: Kernels(tarn_tangent_erf_f32, tarn_tangent_erf_f64)
    }
  }

  func tile(_ inputs: [DType], scalars: [Bool]) -> tarn_kernel? {
    scalars[0] ? nil : kernels[inputs[0]]
  }

  func type(of inputs: [TensorType]) throws -> TensorType {
    _ = try kernels(inputs[0].dtype, for: name)
    return inputs[0]
  }

  /// Of the equation that defines it: (f'(u) - f'(d)) / (f''(d) (u - d)).
  func vjp(_ backward: Backward) throws -> [Value?] {
    let u = backward.inputs[0]
    let isUsed = try u.greater(than: 0)
    let (d, top) = (
      try isUsed.select(backward.output, u.filled(-1)), try isUsed.select(u, u.filled(1))
    )
    let (low, high) = (try derivatives(d), try derivatives(top))
    let slope = try (high.first - low.first) / (low.second * (top - d))
    return [try isUsed.select(backward.cotangent.chained(slope), u.filled(0))]
  }

  /// f' and f''.
  private func derivatives(_ x: Value) throws -> (first: Value, second: Value) {
    switch curve {
    case .tanh:
      let y = try x.tanh()
      let slope = try 1 - y.square()
      return (slope, try y * slope * -2)
    case .sigmoid:
      let y = try x.sigmoid()
      let slope = try y * (1 - y)
      return (slope, try slope * (1 - y * 2))
    case .erf:
      let slope = try (-x.square()).exp() * (2 / Double.pi.squareRoot())
      return (slope, try x * slope * -2)
    }
  }
}
