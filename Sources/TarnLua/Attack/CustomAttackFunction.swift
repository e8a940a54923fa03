import Attacks
import LuaBridge
import Regions
import Settings
import Tensors

/// The attacks that Lua functions made by `attack.custom` run. They are held, so that each function stays the one
/// that it is.
final class CustomAttacks {
  private var attacks: [UInt: (function: LuaFunction, attack: CustomAttack)] = [:]

  subscript(function: LuaFunction) -> CustomAttack? { attacks[function.identity]?.attack }

  func keep(_ attack: CustomAttack, of function: LuaFunction) {
    attacks[function.identity] = (function, attack)
  }
}

/// `attack.custom`.
func customAttackFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "custom",
    arguments: [Argument("name", .string, "Its name in errors.")],
    options: [
      Option(
        "start", .function,
        "function(p): the first points; the samples p.x unless given."),
      Option(
        "step", .function, required: true,
        "function(p, x, gradient, k): the next points; k counts from 1. gradient is that of attack.pgd's "
          + "objective at x."),
      Option(
        "options", .table,
        "What the attack takes besides: names and defaults; steps (default 40) and restarts are there."
      ),
    ], returns: "function",
    summary:
      "An attack of Lua functions, called like attack.pgd. p has x, y, eps, clip, key, the options, "
      + "p.project(x) (onto ball and range), p.ascend(gradient) (the steepest direction of the norm) and "
      + "p.rand(shape) (random numbers of each row, uniform in [0, 1)).",
    example: """
      local A = attack.custom("signs", {
        step = function(p, x, gradient, k) return p.project(x + p.eps / k * p.ascend(gradient)) end,
        options = {steps = 5}})
      local net = nn.Sequential{nn.Linear(2, 2)}
      print(A(net, tensor{{1, 2}, {2, 1}}, tensor{1, 2}, {eps = 0.1}).accuracy)
      """
  ) { call in
    let recipe = try CustomRecipe(call, session)
    let function = try session.lua.function(recipe.declaration)
    session.customAttacks.keep(try recipe.attack(recipe.defaults), of: function)
    return .function(function)
  }
}

/// What a custom attack is made of.
private struct CustomRecipe {
  let name: String
  let start: LuaFunction?
  let step: LuaFunction
  /// Its options with their defaults, steps and restarts among them.
  let defaults: [String: LuaValue]
  /// The kind of what its functions get.
  let problem: RecordDeclaration
  let session: Session

  init(_ call: Call, _ session: Session) throws {
    name = call.string("name")
    start = call.optionalFunction("start")
    step = call.function("step")
    self.session = session
    var defaults: [String: LuaValue] = ["steps": 40, "restarts": 1]
    let taken = Set(threatOptions().map(\.key) + ["x", "y", "key", "project", "ascend", "rand"])
    for (key, value) in call.optionalTable("options")?.entries ?? [] {
      guard case .string(let key) = key else {
        throw MessageError(
          "attack.custom: option 'options' has the key \(key.shown), expected names")
      }
      guard !taken.contains(key) else {
        throw MessageError("attack.custom: the name '\(key)' of option 'options' is taken")
      }
      defaults[key] = value
    }
    self.defaults = defaults
    problem = RecordDeclaration(
      "attack problem", "What the functions of an attack see.",
      [
        RecordField("x", "tensor", "The samples."), RecordField("y", "tensor", "Their classes."),
        RecordField("eps", "any", "The radius, a number or a tensor."),
        RecordField("clip", .list("any"), optional: true, "{low, high}, where it is given."),
        RecordField("key", "tensor", "Of random numbers."),
        RecordField("project", "function", "Onto the ball and the valid range."),
        RecordField("ascend", "function", "The direction that raises fastest, in the norm."),
        RecordField("rand", "function", "Random numbers of each row, uniform in [0, 1)."),
      ] + defaults.keys.sorted().map { RecordField($0, "any", optional: true, "An option.") })
  }

  var declaration: FunctionDeclaration {
    FunctionDeclaration(
      name: name, arguments: attackArguments,
      options: threatOptions()
        + defaults.sorted { $0.key < $1.key }.map { Option($0, type(of: $0, $1), default: $1, "") },
      returns: .record(attackResult), summary: "An attack of Lua functions."
    ) { call in
      var values: [String: LuaValue] = [:]
      for key in defaults.keys { values[key] = call[key] }
      return try run(attack(values), call, session)
    }
  }

  private func type(of key: String, _ value: LuaValue) -> ValueType {
    if key == "steps" || key == "restarts" { return .integer(1...1_000_000) }
    return switch value {
    case .integer, .number: .number
    case .boolean: .boolean
    case .string: .string
    default: .any
    }
  }

  func attack(_ values: [String: LuaValue]) throws -> CustomAttack {
    guard let steps = values["steps"]?.asInteger, let restarts = values["restarts"]?.asInteger,
      steps > 0, restarts > 0
    else { throw MessageError("attack.custom: steps and restarts must be integers >= 1") }
    return CustomAttack(
      name, steps: steps, restarts: restarts,
      start: { problem in
        guard let start else { return problem.x }
        let made = try start.call([.table(problem.record(values, as: self.problem, session))])
        return try Value(lua: made.first ?? .nil, "what start of attack '\(name)' returned")
      },
      step: { problem, x, gradient, k in
        let made = try step.call([
          .table(problem.record(values, as: self.problem, session)), session.wrap(x),
          session.wrap(gradient),
          .integer(k + 1),
        ])
        return try Value(lua: made.first ?? .nil, "what step of attack '\(name)' returned")
      })
  }
}

extension AttackProblem {
  /// As Lua functions see it.
  fileprivate func record(
    _ options: [String: LuaValue], as record: RecordDeclaration, _ session: Session
  ) throws -> LuaTable {
    var fields = options
    fields["x"] = session.wrap(x)
    fields["y"] = session.wrap(y)
    fields["eps"] = try session.number(ball.epsilon, x.dtype)
    if let clip = ball.clip {
      fields["clip"] = .table(
        try session.lua.table([
          session.number(clip.low, x.dtype), session.number(clip.high, x.dtype),
        ]))
    }
    fields["key"] = session.wrap(random.keys)
    func function(_ name: String, _ body: @escaping (Value) throws -> Value) throws -> LuaValue {
      .function(
        try session.lua.function { call in
          [session.wrap(try body(Value(lua: call.argument(1), name)))]
        })
    }
    fields["project"] = try function("p.project: argument 1") { try self.ball.project($0) }
    fields["ascend"] = try function("p.ascend: argument 1") { try self.ball.ascent($0) }
    let rand = FunctionDeclaration(
      name: "p.rand",
      arguments: [Argument("shape", .integer(0...), variadic: true, "With a row for each sample.")],
      returns: "tensor", summary: "Random numbers of each row, uniform in [0, 1)."
    ) { call in
      let sizes = call.integers("shape")
      guard sizes.first == self.x.shape[0] else {
        throw MessageError(
          "p.rand: expected a shape with \(self.x.shape[0]) rows, got {"
            + sizes.map(String.init).joined(separator: ", ") + "}")
      }
      return session.wrap(
        try self.random.uniform(TensorType(Shape(sizes), self.x.dtype)))
    }
    fields["rand"] = .function(try session.lua.function(rand))
    return try session.lua.record(record, fields: fields)
  }
}

extension Session {
  /// A scalar that is known as a number, all else in the precision of what it goes with.
  fileprivate func number(_ value: Value, _ dtype: DType) throws -> LuaValue {
    if value.shape.count == 1, let known = try value.known { return .number(known[0]) }
    return wrap(try value.cast(to: dtype))
  }
}
