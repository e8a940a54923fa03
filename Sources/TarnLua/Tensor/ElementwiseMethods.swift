import LuaBridge
import Tensors

/// Methods that work on single elements.
func elementwiseMethods(_ session: Session) -> [FunctionDeclaration] {
  func unary(
    _ name: String, _ summary: String, _ operation: @escaping (Value) throws -> Value
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name: name, returns: "tensor", summary: summary, example: "tensor{0.5, 1, 2}:\(name)()"
    ) { call in
      session.wrap(try operation(call.receiver(as: TensorObject.self).value))
    }
  }
  func binary(
    _ name: String, _ summary: String, _ operation: @escaping (Value, Value) throws -> Value
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name: name, arguments: [Argument("other", .precise, "Tensor or number; broadcasts.")],
      returns: "tensor", summary: summary, example: "tensor{1, 2, 3}:\(name)(2)",
      pair: session.pair(operation)
    ) { call in
      let value = call.receiver(as: TensorObject.self).value
      return session.wrap(try operation(value, call.operand("other", like: value)))
    }
  }
  return [
    unary("detach", "The same elements, through which no derivative goes.") {
      try $0.stopGradient()
    },
    unary("exp", "e to the power of each element.") { try $0.exp() },
    unary("log", "The natural logarithm of each element.") { try $0.log() },
    unary("sqrt", "The square root of each element.") { try $0.sqrt() },
    unary("abs", "The absolute value of each element; derivative 0 at 0.") { try $0.abs() },
    unary("floor", "The largest whole number that is not above each element.") {
      try $0.floor()
    },
    unary("sign", "-1, 0 or 1 for each element.") { try $0.sign() },
    unary("square", "Each element times itself.") { try $0.square() },
    unary("tanh", "The hyperbolic tangent of each element.") { try $0.tanh() },
    unary("sigmoid", "1 / (1 + e^-x) of each element.") { try $0.sigmoid() },
    unary("relu", "max(x, 0) of each element; derivative 0 at 0.") { try $0.relu() },
    unary("softplus", "log(1 + e^x) of each element.") { try $0.softplus() },
    unary("sin", "The sine of each element.") { try $0.sin() },
    unary("cos", "The cosine of each element.") { try $0.cos() },
    binary("maximum", "The larger of each two elements.") { try $0.maximum($1) },
    binary("minimum", "The smaller of each two elements.") { try $0.minimum($1) },
    binary("gt", "1 where x > other, 0 elsewhere.") { try $0.greater(than: $1) },
    binary("ge", "1 where x >= other, 0 elsewhere.") { try $0.greaterOrEqual(to: $1) },
    binary("lt", "1 where x < other, 0 elsewhere.") { try $0.less(than: $1) },
    binary("le", "1 where x <= other, 0 elsewhere.") { try $0.lessOrEqual(to: $1) },
    binary("eq", "1 where x equals other, 0 elsewhere.") { try $0.equals($1) },
    binary("ne", "1 where x differs from other, 0 elsewhere.") { try $0.differs(from: $1) },
    FunctionDeclaration(
      name: "clamp",
      arguments: [
        Argument("low", .number, optional: true, "Lower end; none if nil."),
        Argument("high", .number, optional: true, "Upper end; none if missing."),
      ],
      returns: "tensor",
      summary: "The nearest number in [low, high]; derivative 1 inside and at the ends.",
      example: "tensor{-2, 0.5, 7}:clamp(0, 1)"
    ) { call in
      guard call.has("low") || call.has("high") else {
        throw MessageError("tensor:clamp: neither low nor high is given")
      }
      let low = call.optionalNumber("low") ?? -.infinity
      let high = call.optionalNumber("high") ?? .infinity
      guard low <= high else {
        throw MessageError("tensor:clamp: low must not be above high, got \(low) and \(high)")
      }
      return session.wrap(
        try call.receiver(as: TensorObject.self).value.clamped(low, high))
    },
    FunctionDeclaration(
      name: "pow", arguments: [Argument("p", .precise, "The exponent; broadcasts.")],
      returns: "tensor",
      summary: "Each element to the power p. Whole powers of int32 are exact, in float64.",
      example: "tensor{1, 2, 3}:pow(3)"
    ) { call in
      let value = call.receiver(as: TensorObject.self).value
      if let number = call["p"].asNumber { return session.wrap(try value.power(number)) }
      return session.wrap(try value.power(call.operand("p", like: value)))
    },
    FunctionDeclaration(
      name: "to", arguments: [Argument("dtype", .dtype, "The new type.")], returns: "tensor",
      summary: "The same numbers in another type; to int32 they are cut towards zero, "
        + "and what does not fit is an error.",
      example: "tensor{1, 2}:to(\"float64\")"
    ) { call in
      session.wrap(try call.receiver(as: TensorObject.self).value.cast(to: call.dtype()))
    },
  ]
}
