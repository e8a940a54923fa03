import CKernels

/// x times a gate that opens for it: functions of one number that fall to a minimum and rise behind it. Bounds have
/// them in place of products, which know nothing of what their factors have in common.
struct Gate: Elementwise, Touchable {
  enum Curve: Hashable {
    /// x / (1 + e^-x)
    case silu
    /// x (1 + erf x)
    case gelu
    /// x (1 + tanh(k x + c x^3)), with k = sqrt(2 / pi) and c = 0.044715 k to seven digits.
    case tanhGELU(linear: Double, cubic: Double)
    /// x tanh(log(1 + e^x))
    case mish
    /// x tanh x
    case tanh
  }

  let curve: Curve
  var name: String { curve.name }
  var traits: Traits { .curve(curve.basin, self) }
  /// Of gelu's polynomial the exponential takes all roundings.
  var rounding: Rounding { if case .tanhGELU = curve { .result(2048) } else { .result(8) } }
  var counterpart: Counterpart { .none }
  static let examples = Curve.examples.map { Example(Self(curve: $0), [6], domain: -4...4) }

  var reals: [Double] { curve.coefficients }

  func tile(_ inputs: [DType], scalars: [Bool]) -> tarn_kernel? {
    scalars[0] ? nil : curve.kernels.value[inputs[0]]
  }

  func type(of inputs: [TensorType]) throws -> TensorType {
    _ = try curve.kernels.value(inputs[0].dtype, for: name)
    return inputs[0]
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    [try backward.cotangent.chained(curve.derivatives(backward.inputs[0]).first)]
  }

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try curve.derivatives(x).first }

  /// Where it is convex.
  func touching(slope: Value) throws -> Value { try touching(slope: slope, .convex)! }

  func touching(slope: Value, _ side: Traits.BasinSide) throws -> Value? {
    try apply(GateTouch(curve: curve, side: side), [slope])
  }

  func tangentPoint(from x: Value, _ tangent: Traits.BasinTangent) throws -> Value? {
    try apply(GateTangent(curve: curve, tangent: tangent), [x])
  }
}

extension Gate.Curve {
  static let examples: [Self] = [
    .silu, .gelu, .tanhGELU(linear: 0.7978845608028654, cubic: 0.035677408136300125), .mish, .tanh,
  ]

  var name: String {
    switch self {
    case .silu: "silu"
    case .gelu: "gelu"
    case .tanhGELU: "gelu_tanh"
    case .mish: "mish"
    case .tanh: "tanh_gate"
    }
  }

  /// Its lowest point, and where it is convex: zeros of the first two derivatives.
  var basin: Traits.Curve {
    switch self {
    case .silu:
      .basin(lowest: -1.2784645427610738, convex: -2.3993572805154677...2.3993572805154677)
    case .gelu: .basin(lowest: -0.53159688514939322, convex: -1...1)
    case .tanhGELU:
      .basin(lowest: -0.75246142207101626, convex: -1.4185040087908284...1.4185040087908284)
    case .mish:
      .basin(lowest: -1.1924312145154952, convex: -2.2563763963607931...1.4905711794854285)
    case .tanh: .basin(lowest: 0, convex: -1.1996786402577338...1.1996786402577338)
    }
  }

  /// The ends of what is convex.
  var ends: [Double] {
    guard case .basin(_, let convex) = basin else { return [] }
    return [convex.lowerBound, convex.upperBound]
  }

  var coefficients: [Double] {
    if case .tanhGELU(let linear, let cubic) = self { [linear, cubic] } else { [] }
  }

  var kernels: (value: Kernels, touch: Kernels, tangent: Kernels) {
    switch self {
    case .silu:
      (
        Kernels(tarn_gate_silu_f32, tarn_gate_silu_f64),
        Kernels(tarn_gate_touch_silu_f32, tarn_gate_touch_silu_f64),
        Kernels(tarn_gate_tangent_silu_f32, tarn_gate_tangent_silu_f64)
      )
    case .gelu:
      (
        Kernels(tarn_gate_gelu_f32, tarn_gate_gelu_f64),
        Kernels(tarn_gate_touch_gelu_f32, tarn_gate_touch_gelu_f64),
        Kernels(tarn_gate_tangent_gelu_f32, tarn_gate_tangent_gelu_f64)
      )
    case .tanhGELU:
      (
        Kernels(tarn_gate_gelu_tanh_f32, tarn_gate_gelu_tanh_f64),
        Kernels(tarn_gate_touch_gelu_tanh_f32, tarn_gate_touch_gelu_tanh_f64),
        Kernels(tarn_gate_tangent_gelu_tanh_f32, tarn_gate_tangent_gelu_tanh_f64)
      )
    case .mish:
      (
        Kernels(tarn_gate_mish_f32, tarn_gate_mish_f64),
        Kernels(tarn_gate_touch_mish_f32, tarn_gate_touch_mish_f64),
        Kernels(tarn_gate_tangent_mish_f32, tarn_gate_tangent_mish_f64)
      )
    case .tanh:
      (
        Kernels(tarn_gate_tanh_f32, tarn_gate_tanh_f64),
        Kernels(tarn_gate_touch_tanh_f32, tarn_gate_touch_tanh_f64),
        Kernels(tarn_gate_tangent_tanh_f32, tarn_gate_tangent_tanh_f64)
      )
    }
  }

  /// f' and f'', with x cut to where they are not what they are at infinity.
  func derivatives(_ x: Value) throws -> (first: Value, second: Value) {
    let x = try x.clamped(-200, 200)
    switch self {
    case .silu:
      let (open, shut) = (try x.sigmoid(), try (-x).sigmoid())
      return (try open * (x * shut + 1), try open * shut * (x * (shut - open) + 2))
    case .gelu:
      let slope = try (-x.square()).exp() * (2 / Double.pi.squareRoot())
      return (try x.erf() + 1 + x * slope, try slope * (2 - x.square() * 2))
    case .tanhGELU(let linear, let cubic):
      let square = try x.square()
      let open = try (x * (square * cubic + linear)).tanh()
      let (rise, bend) = (try square * (3 * cubic) + linear, try x * (6 * cubic))
      let slope = try 1 - open.square()
      return (
        try open + 1 + x * slope * rise,
        try slope * (rise * 2 + x * (bend - open * rise.square() * 2))
      )
    case .mish:
      let (gate, rise) = (try x.softplus().tanh(), try x.sigmoid())
      let slope = try 1 - gate.square()
      return (
        try gate + x * slope * rise,
        try slope * rise * (2 + x * (1 - rise - gate * rise * 2))
      )
    case .tanh:
      let gate = try x.tanh()
      let slope = try 1 - gate.square()
      return (try gate + x * slope, try slope * (1 - x * gate) * 2)
    }
  }
}
