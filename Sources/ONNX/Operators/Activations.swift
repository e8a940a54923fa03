import Tensors

extension Operators {
  static let activations: [String: Operator] = [
    "Relu": unary { try $0.relu() }, "Sigmoid": unary { try $0.sigmoid() },
    "Tanh": unary { try $0.tanh() }, "Softplus": unary { try $0.softplus() },
    "LeakyRelu": one { call in
      let slope = try call.number("alpha", default: 0.01)
      let x = try call.value(0)
      return try x.relu() - (-x).relu() * slope
    },
    "PRelu": one { call in
      let (x, slope) = (try call.value(0), try call.value(1))
      guard x.shape.broadcast(with: slope.shape) == x.shape else {
        throw OperatorError("slopes of shape \(slope.shape) do not broadcast to \(x.shape)")
      }
      return try x.parametricReLU(slope)
    },
    "Elu": one { try $0.value(0).elu($0.number("alpha", default: 1)) },
    "Celu": one { call in
      let alpha = try call.number("alpha", default: 1)
      guard alpha > 0 else { throw OperatorError("alpha \(alpha), expected a number above 0") }
      return try (call.value(0) / alpha).elu(1) * alpha
    },
    "Selu": one { call in
      let alpha = try call.number("alpha", default: 1.67326319217681884765625)
      return try call.value(0).elu(alpha) * call.number("gamma", default: 1.05070102214813232421875)
    },
    "ThresholdedRelu": one { call in
      let x = try call.value(0)
      return try x.greater(than: call.number("alpha", default: 1)).select(x, x.filled(0))
    },
    "HardSigmoid": one { call in
      try hardSigmoid(
        call.value(0), slope: call.number("alpha", default: 0.2),
        offset: call.number("beta", default: 0.5))
    },
    "HardSwish": unary { try $0 * hardSigmoid($0, slope: 1.0 / 6, offset: 0.5) },
    "Softsign": unary { try $0 / ($0.abs() + 1) },
    "Mish": unary { try $0 * $0.softplus().tanh() },
    "Gelu": one { call in
      let x = try call.value(0)
      guard try call.text("approximate", default: "none") == "tanh" else {
        return try x * ((x / 2.0.squareRoot()).erf() + 1) * 0.5
      }
      let inner = try (x + x * x * x * 0.044715) * (2 / Double.pi).squareRoot()
      return try x * (inner.tanh() + 1) * 0.5
    },
  ]

  private static func hardSigmoid(_ x: Value, slope: Double, offset: Double) throws -> Value {
    try (x * slope + offset).clamped(0, 1)
  }
}
