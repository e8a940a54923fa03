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
    unary("exp", "e to the power of each element.") { try $0.exp() },
    unary("log", "The natural logarithm of each element.") { try $0.log() },
    unary("sqrt", "The square root of each element.") { try $0.sqrt() },
    unary("abs", "The absolute value of each element; derivative 0 at 0.") { try $0.abs() },
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
      returns: "tensor", summary: "Each element to the power p.", example: "tensor{1, 2, 3}:pow(3)"
    ) { call in
      let value = call.receiver(as: TensorObject.self).value
      if let number = call["p"].asNumber { return session.wrap(try value.power(number)) }
      return session.wrap(try value.power(call.operand("p", like: value.floating())))
    },
    FunctionDeclaration(
      name: "to", arguments: [Argument("dtype", .dtype, "The new type.")], returns: "tensor",
      summary: "The same numbers in another type; integers are cut towards zero.",
      example: "tensor{1, 2}:to(\"float64\")"
    ) { call in
      session.wrap(try call.receiver(as: TensorObject.self).value.cast(to: call.dtype()))
    },
  ]
}

/// Numbers have the elementwise methods too, so that `x[1]:exp()` runs with and without a trace.
let numberMethods = """
  local huge = math.huge
  local function softplus(x)
    local t = math.exp(-math.abs(x))
    -- log(1 + t) without losing the digits of a small t (Higham 2002, section 1.14.1).
    local u = 1 + t
    return math.max(x, 0) + (u == 1 and t or math.log(u) * t / (u - 1))
  end
  local function tanh(x)
    -- 1 - t cancels near zero, where the Taylor series is exact to the last digit.
    local s = x * x
    if s < 1e-3 then
      return x * (1 - s / 3 * (1 - s * 2 / 5 * (1 - s * 17 / 42 * (1 - s * 62 / 153))))
    end
    local t = math.exp(-2 * math.abs(x))
    local y = (1 - t) / (1 + t)
    return x < 0 and -y or y
  end
  local function bit(condition) return condition and 1 or 0 end
  -- Beside a tensor the number is the other operand of its method.
  local function either(numbers, method)
    return function(x, y)
      if type(y) == "number" then return numbers(x, y) end
      if type(y) == "userdata" then return y[method](y, x) end
      error("expected a number or a tensor, got " .. type(y), 2)
    end
  end
  -- NaN wins on either side.
  local function larger(x, y) return (x ~= x or x > y) and x or y end
  local function smaller(x, y) return (x ~= x or x < y) and x or y end
  debug.setmetatable(0, {
    __index = {
      exp = math.exp, log = function(x) return math.log(x) end, sqrt = math.sqrt, abs = math.abs,
      sign = function(x) return x > 0 and 1 or x < 0 and -1 or x == 0 and 0 or x end,
      square = function(x) return x * x end, tanh = tanh,
      sigmoid = function(x) return 1 / (1 + math.exp(-x)) end,
      relu = function(x) return math.max(x, 0) end, softplus = softplus, sin = math.sin, cos = math.cos,
      clamp = function(x, low, high) return math.min(math.max(x, low or -huge), high or huge) end,
      maximum = either(larger, "maximum"), minimum = either(smaller, "minimum"),
      pow = function(x, p) return x ^ p end,
      gt = either(function(x, y) return bit(x > y) end, "lt"),
      ge = either(function(x, y) return bit(x >= y) end, "le"),
      lt = either(function(x, y) return bit(x < y) end, "gt"),
      le = either(function(x, y) return bit(x <= y) end, "ge"),
      eq = either(function(x, y) return bit(x == y) end, "eq"),
      ne = either(function(x, y) return bit(x ~= y) end, "ne"),
      item = function(x) return x end,
    },
  })
  """
