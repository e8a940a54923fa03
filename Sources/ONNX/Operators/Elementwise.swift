import Tensors

extension Operators {
  static let elementwise: [String: Operator] = [
    "Add": binary(+) { $0 &+ $1 }, "Sub": binary(-) { $0 &- $1 }, "Mul": binary(*) { $0 &* $1 },
    "Div": binary(/) { $1 == 0 ? 0 : $0.dividedReportingOverflow(by: $1).partialValue },
    "Max": folded { try $0.maximum($1) }, "Min": folded { try $0.minimum($1) },
    "Sum": folded { try $0 + $1 },
    "Mean": one { call in
      let sum = try (1..<max(call.inputs.count, 1)).reduce(call.value(0)) {
        try $0 + call.value($1)
      }
      return try sum / Double(max(call.inputs.count, 1))
    },
    "Neg": unary { try -$0 }, "Abs": unary { try $0.abs() }, "Sign": unary { try $0.sign() },
    "Exp": unary { try $0.exp() }, "Log": unary { try $0.log() }, "Sqrt": unary { try $0.sqrt() },
    "Sin": unary { try $0.sin() }, "Cos": unary { try $0.cos() },
    "Reciprocal": unary { try $0.reciprocal() }, "Erf": unary { try $0.erf() },
    "Floor": unary { try $0.floor() }, "Ceil": unary { try -(-$0).floor() },
    "Pow": one { call in
      let x = try call.value(0)
      guard case .value(let exponent) = try call.operand(1), try exponent.known?.count != 1 else {
        return try x.power(call.number(1))
      }
      return try x.power(exponent)
    },
    "Clip": one { call in
      let (low, high): (Double, Double)
      if call.version < 11 {
        low = try call.number("min", default: -.infinity)
        high = try call.number("max", default: .infinity)
      } else {
        low = call.has(1) ? try call.number(1) : -.infinity
        high = call.has(2) ? try call.number(2) : .infinity
      }
      // Where the limits cross, the upper one counts.
      return try call.value(0).clamped(min(low, high), high)
    },
  ]

  static func unary(_ function: @escaping @Sendable (Value) throws -> Value) -> Operator {
    one { try function($0.value(0)) }
  }

  private static func folded(
    _ function: @escaping @Sendable (Value, Value) throws -> Value
  ) -> Operator {
    one { call in
      try (1..<max(call.inputs.count, 1)).reduce(call.value(0)) { try function($0, call.value($1)) }
    }
  }

  /// Whole numbers that are known stay known.
  private static func binary(
    _ function: @escaping @Sendable (Value, Value) throws -> Value,
    integers: @escaping @Sendable (Int, Int) -> Int
  ) -> Operator {
    { call in
      guard case .integers(let a) = try call.operand(0),
        case .integers(let b) = try call.operand(1),
        a.numbers.count == b.numbers.count || a.numbers.count == 1 || b.numbers.count == 1,
        let shape = a.shape.broadcast(with: b.shape)
      else { return [.value(try function(call.value(0), call.value(1)))] }
      let count = max(a.numbers.count, b.numbers.count)
      let numbers = (0..<(shape.count == 0 ? 0 : count)).map { k in
        integers(
          a.numbers[a.numbers.count == 1 ? 0 : k], b.numbers[b.numbers.count == 1 ? 0 : k])
      }
      return [.integers(Integers(numbers, shape: shape))]
    }
  }
}
