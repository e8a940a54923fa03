import Layers
import LuaBridge
import Reachability
import Tensors

/// The module `tensor`: constructors.
package func tensorModule(_ session: Session) -> ModuleDeclaration {
  let dtype = Option("dtype", .dtype, default: "float32", "The element type.")
  let floating = Option(
    "dtype", .oneOf(["float32", "float64"]), default: "float32", "The element type.")
  let sizes = Argument("sizes", .integer(0...), variadic: true, "Numbers or one list.")

  func filled(_ name: String, _ value: Double) -> FunctionDeclaration {
    FunctionDeclaration(
      name: name, arguments: [sizes], options: [dtype], returns: "tensor",
      summary: "A tensor of \(name).", example: "tensor.\(name)(2, 3)"
    ) { call in
      session.wrap(
        .tensor(try .full(value, shape: Shape(call.integers("sizes")), dtype: call.dtype())))
    }
  }
  func random(
    _ name: String, _ summary: String, _ draw: @escaping (Value, TensorType) throws -> Value
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name: name, arguments: [sizes], options: [floating, Session.seedOption], returns: "tensor",
      summary: summary, example: "tensor.\(name)(2, 3, {seed = 1})"
    ) { call in
      let type = TensorType(try Shape(call.integers("sizes")), call.dtype())
      return session.wrap(try draw(session.key(call), type))
    }
  }
  return ModuleDeclaration(
    name: "tensor", summary: "Immutable arrays of numbers.",
    functions: [
      filled("zeros", 0), filled("ones", 1),
      FunctionDeclaration(
        name: "full",
        arguments: [
          Argument("shape", .either(.list(of: .integer(0...)), .integer(0...)), "The sizes."),
          Argument("value", .number, "Every element."),
        ], options: [dtype], returns: "tensor", summary: "A tensor of one number.",
        example: "tensor.full({2, 3}, 7)"
      ) { call in
        session.wrap(
          .tensor(
            try .full(
              call.number("value"),
              shape: Shape(call.optionalInteger("shape").map { [$0] } ?? call.integers("shape")),
              dtype: call.dtype())))
      },
      FunctionDeclaration(
        name: "eye", arguments: [Argument("n", .integer(0...), "Rows and columns.")],
        options: [dtype], returns: "tensor", summary: "The identity matrix.",
        example: "tensor.eye(3)"
      ) { call in
        session.wrap(.tensor(try .identity(call.integer("n"), dtype: call.dtype())))
      },
      FunctionDeclaration(
        name: "arange",
        arguments: [
          Argument("first", .number, "The first number."),
          Argument("last", .number, "The last number, included if the step meets it."),
          Argument("step", .number, default: 1, "The step; may be negative."),
        ], options: [dtype], returns: "tensor", summary: "Numbers with equal steps.",
        example: "tensor.arange(0, 1, 0.25)"
      ) { call in
        let (first, last, step) = (call.number("first"), call.number("last"), call.number("step"))
        // A hair more than the quotient, so that 0.1 + 0.1 + 0.1 reaches 0.3.
        let steps = ((last - first) / step * (1 + 1e-12)).rounded(.down)
        guard step != 0, steps.isFinite else {
          throw MessageError("tensor.arange: a step of \(step) from \(first) never reaches \(last)")
        }
        guard abs(steps) < 1e11 else {
          throw MessageError(
            "tensor.arange: from \(first) to \(last) there are too many steps of \(step)")
        }
        let type = TensorType(try Shape([max(0, Int(steps) + 1)]), call.dtype())
        return session.wrap(.tensor(try Tensor(type) { first + Double($0) * step }))
      },
      FunctionDeclaration(
        name: "linspace",
        arguments: [
          Argument("first", .number, "The first number."),
          Argument("last", .number, "The last number."),
          Argument("n", .integer(1...1_000_000_000), "How many."),
        ], options: [dtype], returns: "tensor", summary: "n numbers at equal distances.",
        example: "tensor.linspace(0, 1, 5)"
      ) { call in
        let (a, b, n) = (call.number("first"), call.number("last"), call.integer("n"))
        let type = TensorType(try Shape([n]), call.dtype())
        return session.wrap(
          .tensor(try Tensor(type) { n == 1 ? a : a + (b - a) * Double($0) / Double(n - 1) }))
      },
      random("rand", "Random numbers, uniform in [0, 1).") { try $0.drawUniform($1) },
      random("randn", "Random numbers, standard normal.") { try $0.drawNormal($1) },
      FunctionDeclaration(
        name: "randint",
        arguments: [
          Argument("low", .integer, "The smallest number."),
          Argument("high", .integer, "The largest number."), sizes,
        ],
        options: [
          Option("dtype", .dtype, default: "int32", "The element type."), Session.seedOption,
        ],
        returns: "tensor",
        summary: "Random whole numbers from low to high, both included; int32 unless asked.",
        example: "tensor.randint(1, 6, 10, {seed = 1})"
      ) { call in
        let (low, high) = (call.integer("low"), call.integer("high"))
        guard low <= high, let first = Int32(exactly: low), let last = Int32(exactly: high) else {
          throw MessageError(
            "tensor.randint: the range must go upwards between \(Int32.min) and \(Int32.max), got "
              + "\(low) to \(high)")
        }
        let type = TensorType(try Shape(call.integers("sizes")), call.dtype(default: .int32))
        return session.wrap(try session.key(call).drawIntegers(type, in: first...last))
      },
      joining("cat", "Joins tensors along one dimension.", session) {
        try .concatenated($0, dimension: $1)
      },
      joining("stack", "Joins tensors of one shape along a new dimension.", session) {
        try .stacked($0, dimension: $1)
      },
      FunctionDeclaration(
        name: "where",
        arguments: [
          Argument("mask", .tensor, "Not zero means a."),
          Argument("a", .precise, "Tensor or number."),
          Argument("b", .precise, "Tensor or number."),
        ], returns: "tensor", summary: "a where the mask is not zero, b elsewhere.",
        example: "tensor.where(tensor{1, 0}, tensor{1, 2}, 0)"
      ) { call in
        // Numbers take the type of the other side, two numbers the default.
        let sides = try Value.unified(
          [call["a"], call["b"]], [call.tensor("a"), call.tensor("b")])
        return session.wrap(try call.tensor("mask").select(sides[0], sides[1]))
      },
    ] + linearAlgebraFunctions(session),
    callable: FunctionDeclaration(
      name: "tensor",
      arguments: [Argument("data", .either(.number, .table, .object("tensor")), "The numbers.")],
      options: [dtype], returns: "tensor",
      summary: "A tensor of a number or of nested tables of numbers; float32 unless asked.",
      example: "tensor({{1, 2}, {3, 4}}, {dtype = \"float64\"})"
    ) { call in
      switch call["data"] {
      case .table(let table): session.wrap(try Value(lua: table, dtype: call.dtype()))
      case .object(let object as TensorObject):
        session.wrap(try object.value.cast(to: call.dtype()))
      case let number: session.wrap(try .scalar(number.asNumber ?? .nan, call.dtype()))
      }
    })
}

private func joining(
  _ name: String, _ summary: String, _ session: Session,
  _ operation: @escaping ([Value], Int) throws -> Value
) -> FunctionDeclaration {
  FunctionDeclaration(
    name: name,
    arguments: [
      Argument("list", .list(of: .precise), "The tensors."),
      Argument("dim", .integer, default: 1, "The dimension."),
    ], returns: "tensor", summary: summary,
    example: "tensor.\(name)({tensor{1, 2}, tensor{3, 4}}, 1)"
  ) { call in
    let values = try Value.unified(call.list("list"), call.values("list", as: Value.self))
    guard let first = values.first else {
      throw MessageError("tensor.\(name): the list is empty")
    }
    let rank = first.shape.rank + (name == "stack" ? 1 : 0)
    return session.wrap(
      try operation(values, call.dimension("dim", rank: rank, of: name)))
  }
}

extension Session {
  /// The key of a call's random numbers: of its seed, or the next one of the session.
  fileprivate func key(_ call: Call) throws -> Value {
    if let seed = call.optionalInteger("seed") {
      return .tensor(try Training.key(seed: UInt64(bitPattern: Int64(seed)), counter: 0))
    }
    try DrawnNumbers.check()
    return try freshKey()
  }
}
