import LuaBridge
import Tensors

/// `tarn.grad` and its relatives: functions that make functions.
func derivativeFunctions(_ session: Session) -> [FunctionDeclaration] {
  let f = Argument("f", .callable, "A function of tensors that gives a scalar.")
  let argument = Option("argument", .integer(1...64), default: 1, "Which argument, from 1.")

  /// The Lua function, made of `function`, whose calls run `body` on tensors.
  func made(
    _ name: String, _ function: LuaFunction, _ body: @escaping ([Value]) throws -> [Value]
  ) throws -> LuaValue {
    let made = try session.lua.function { call in
      guard call.count > 0 else { throw MessageError("\(name): called without an argument") }
      let arguments = try (1...call.count).map {
        try Value(lua: call.argument($0), "\(name): argument \($0)")
      }
      return try body(arguments).map { session.wrap($0) }
    }
    try session.origins.note(function, of: made)
    return .function(made)
  }
  func check(_ arguments: [Value], _ position: Int, _ name: String) throws {
    guard position <= arguments.count else {
      throw MessageError(
        "\(name): the function was called with \(arguments.count) arguments, expected at least "
          + "\(position)")
    }
  }
  return [
    FunctionDeclaration(
      name: "grad", arguments: [f], options: [argument], returns: "function",
      summary: "The gradient of a scalar function with respect to one of its arguments.",
      example: "tarn.grad(function(x) return (x * x):sum() end)(tensor{1, 2})"
    ) { call in
      let (function, position) = (call.function("f"), call.integer("argument"))
      return try made("grad", function) { arguments in
        try check(arguments, position, "grad")
        return [
          try valueAndGradient(
            of: { try session.scalar(function, $0, of: "grad") }, at: arguments,
            argument: position - 1
          ).gradient
        ]
      }
    },
    FunctionDeclaration(
      name: "value_and_grad", arguments: [f], options: [argument], returns: "function",
      summary: "The value of a scalar function and its gradient, from one evaluation.",
      example: "tarn.value_and_grad(function(x) return (x * x):sum() end)(tensor{1, 2})"
    ) { call in
      let (function, position) = (call.function("f"), call.integer("argument"))
      return try made("value_and_grad", function) { arguments in
        try check(arguments, position, "value_and_grad")
        let (value, gradient) = try valueAndGradient(
          of: { try session.scalar(function, $0, of: "value_and_grad") }, at: arguments,
          argument: position - 1)
        return [value, gradient]
      }
    },
    FunctionDeclaration(
      name: "hvp", arguments: [f], returns: "function",
      summary:
        "The exact product of the Hessian of a scalar function with a vector: function(x, v).",
      example: "tarn.hvp(function(x) return (x * x * x):sum() end)(tensor{1, 2}, tensor{1, 0})"
    ) { call in
      let function = call.function("f")
      return try made("hvp", function) { arguments in
        try check(arguments, 2, "hvp")
        guard arguments[0].shape == arguments[1].shape else {
          throw TensorError.shapes(
            operation: "hvp", got: arguments[0...1].map(\.shape), expected: "x and v of one shape")
        }
        return [
          try hessianVectorProduct(
            of: { try session.scalar(function, $0, of: "hvp") }, at: arguments[0], arguments[1])
        ]
      }
    },
    FunctionDeclaration(
      name: "hessian", arguments: [f], returns: "function",
      summary: "The matrix of second derivatives of a scalar function of a vector.",
      example: "tarn.hessian(function(x) return (x * x * x):sum() end)(tensor{1, 2})"
    ) { call in
      let function = call.function("f")
      return try made("hessian", function) { arguments in
        let x = arguments[0]
        let directions = try x.unitVectors()
        return [
          try Batch.map(
            { rows in
              [
                try hessianVectorProduct(
                  of: { try session.scalar(function, $0, of: "hessian") }, at: x, rows[0]
                ).reshaped(to: Shape([x.shape.count]))
              ]
            }, [directions])[0]
        ]
      }
    },
    FunctionDeclaration(
      name: "jacobian", arguments: [Argument("f", .callable, "A function of a tensor.")],
      returns: "function",
      summary: "The matrix of first derivatives, one row an output and one column an input.",
      example: "tarn.jacobian(function(x) return x * x end)(tensor{1, 2})"
    ) { call in
      let function = call.function("f")
      return try made("jacobian", function) { arguments in
        let x = arguments[0]
        // One column for each direction of the input.
        let columns = try Batch.map(
          { rows in
            let tangent = try jvp({ try session.call(function, [$0]) }, at: x, rows[0]).tangent
            return [try tangent.reshaped(to: Shape([tangent.shape.count]))]
          }, [x.unitVectors()])[0]
        return [try columns.transposed(0, 1)]
      }
    },
    FunctionDeclaration(
      name: "batch", arguments: [Argument("f", .callable, "A function of tensors.")],
      returns: "function",
      summary:
        "The function mapped over the leading dimension of its arguments; it may have several "
        + "results.",
      example: "tarn.batch(function(x) return (x * x):sum() end)(tensor{{1, 2}, {3, 4}})"
    ) { call in
      let function = call.function("f")
      return try made("batch", function) { arguments in
        try Batch.map({ try session.results(of: function, $0) }, arguments)
      }
    },
    FunctionDeclaration(
      name: "check_grad",
      arguments: [f, Argument("x", .tensor, "Where; computed in float64.")], returns: "number",
      summary: "The largest relative error of the gradient against central differences.",
      example: "tarn.check_grad(function(x) return x:tanh():sum() end, tensor{1, 2})"
    ) { call in
      let function = call.function("f")
      let x = try call.tensor("x").tensor(for: "check_grad")
      return .number(
        try gradientError(
          { moved in
            // Each is another point, which lies behind a userdata that the collector thinks small.
            session.lua.reportNativeAllocation(8 * x.count)
            return try session.scalar(function, [moved], of: "check_grad")
          }, at: x))
    },
  ]
}

extension Value {
  /// Unit vectors of this shape, one a row: [n, this shape].
  fileprivate func unitVectors() throws -> Value {
    let n = shape.count
    return try Value.tensor(.identity(n, dtype: dtype))
      .reshaped(to: Shape([n] + shape.dimensions))
  }
}
