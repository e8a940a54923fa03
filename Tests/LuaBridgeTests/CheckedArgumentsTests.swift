import LuaBridge
import Testing

/// `attack.pgd` and some relatives, which answer what they got.
private func attackModule() -> ModuleDeclaration {
  let network = ValueType.either(.object("counter"), .function)
  func echo(_ names: [String]) -> (Call) throws -> [LuaValue] {
    { call in names.map { call[$0] } }
  }
  return ModuleDeclaration(
    name: "attack", summary: "Attacks.",
    functions: [
      FunctionDeclaration(
        name: "pgd",
        arguments: [
          Argument("net", .either(.custom("network") { $0.asObject(Counter.self) }, .function)),
          Argument("x", .number),
        ],
        options: [
          Option("eps", .number(.nonNegative), required: true),
          Option("steps", .integer(1...), default: 10),
          Option("norm", .oneOf(["inf", "2", "1"]), default: "inf"),
          Option("rate", .number(.above(0)), default: 0.5),
          Option("fraction", .number(0...1)),
          Option("flag", .boolean, default: false),
          Option("name", .string),
          Option("sizes", .list(of: .integer(1...))),
        ],
        summary: "Attacks.", results: echo(["net", "x", "eps", "steps", "norm", "rate", "sizes"])),
      FunctionDeclaration(
        name: "zeros",
        arguments: [Argument("shape", .integer(0...), variadic: true)],
        options: [Option("dtype", .oneOf(["float32", "float64"]), default: "float32")],
        summary: "Shape.",
        results: { call in
          [call["dtype"]] + call.integers("shape").map { .integer($0) }
        }),
      FunctionDeclaration(
        name: "sum",
        arguments: [Argument("dim", .either(.integer, .list(of: .integer)), optional: true)],
        options: [Option("keepdim", .boolean, default: false)], summary: "Sums.",
        results: { call in
          [.boolean(call.has("dim")), call["dim"], .boolean(call.boolean("keepdim"))]
        }),
      FunctionDeclaration(
        name: "plain", arguments: [Argument("a", .any), Argument("b", network, optional: true)],
        summary: "No options.", results: echo(["a"])),
      FunctionDeclaration(
        name: "vectors",
        arguments: [
          Argument("list", .list(of: .custom("vector") { $0.asTable.map { $0.array.count } }))
        ],
        summary: "Lengths.",
        results: { call in call.values("list", as: Int.self).map { .integer($0) } }),
    ])
}

struct CheckedArgumentsTests {
  private func lua() throws -> Lua {
    let lua = try Demo.lua()
    try lua.install(attackModule())
    return lua
  }

  @Test(arguments: [
    (
      "attack.pgd(print, 1, {epz = 1})",
      "option 'epz' unknown; did you mean 'eps'? (options: eps, steps, norm, rate, fraction, flag, name, sizes)"
    ),
    ("attack.pgd(nil, 1, {eps = 1})", "argument 1 'net' must be a network or function, got nil"),
    ("attack.pgd(3, 1, {eps = 1})", "argument 1 'net' must be a network or function, got 3"),
    ("attack.pgd(print, 1, {eps = -1})", "option 'eps' must be a number >= 0, got -1"),
    ("attack.pgd(print, 1, {eps = 0/0})", "option 'eps' must be a number >= 0, got "),
    ("attack.pgd(print, 1, {eps = 1/0})", "option 'eps' must be a number >= 0, got inf"),
    ("attack.pgd(print, 1, {eps = '1'})", "option 'eps' must be a number >= 0, got \"1\""),
    ("attack.pgd(print, 1, {steps = 3})", "option 'eps' is missing"),
    ("attack.pgd(print, 1)", "option 'eps' is missing"),
    ("attack.pgd(print, 1, {eps = 1, steps = 0})", "option 'steps' must be an integer >= 1, got 0"),
    (
      "attack.pgd(print, 1, {eps = 1, steps = 1.5})",
      "option 'steps' must be an integer >= 1, got 1.5"
    ),
    (
      "attack.pgd(print, 1, {eps = 1, norm = 'ind'})",
      "option 'norm' must be one of \"inf\", \"2\", \"1\", got \"ind\"; did you mean 'inf'?"
    ),
    ("attack.pgd(print, 1, {eps = 1, rate = 0})", "option 'rate' must be a number > 0, got 0"),
    (
      "attack.pgd(print, 1, {eps = 1, fraction = 2})",
      "option 'fraction' must be a number >= 0 and <= 1, got 2"
    ),
    ("attack.pgd(print, 1, {eps = 1, flag = 1})", "option 'flag' must be a boolean, got 1"),
    (
      "attack.pgd(print, 1, {eps = 1, name = print})",
      "option 'name' must be a string, got a function"
    ),
    (
      "attack.pgd(print, 1, {eps = 1, sizes = {1, 0}})",
      "item 2 of option 'sizes' must be an integer >= 1, got 0"
    ),
    (
      "attack.pgd(print, 1, {eps = 1, sizes = {a = 1}})",
      "option 'sizes': expected a list, got a table with key \"a\""
    ),
    ("attack.pgd(print, 1, {0.5})", "options are given by name, got an item with key 1"),
    ("attack.pgd(print, 1, 2, {eps = 1})", "too many arguments: takes 2 (net, x), got 3"),
    ("attack.pgd(print, {eps = 1})", "argument 2 'x' must be a number, got a table"),
    ("attack.zeros(2, -1)", "argument 2 'shape' must be an integer >= 0, got -1"),
    ("attack.zeros({2, 'a'})", "argument 2 'shape' must be an integer >= 0, got \"a\""),
    ("attack.zeros(2, {dtype = 'flaot32'})", "did you mean 'float32'?"),
    ("attack.plain(1, print, {a = 1})", "takes no options"),
    ("attack.plain()", "argument 1 'a' must be a value, got nil"),
    ("attack.plain(1, demo.counter(), 3, 4)", "too many arguments: takes 2 (a, b), got 4"),
    ("attack.vectors{{1}, 2}", "item 2 of argument 1 'list' must be a vector, got 2"),
  ])
  func mistakesAreNamed(code: String, message: String) throws {
    let lua = try lua()
    defer { lua.close() }
    let got = try #require(failure(lua, code), "\(code) raised nothing")
    #expect(got.hasPrefix("chunk:1: attack."), "\(got)")
    #expect(got.contains(message), "\(got)")
  }

  @Test(
    arguments: [
      ("return attack.zeros()", "float32"),
      ("return attack.zeros(2, 3)", "float32 2 3"),
      ("return attack.zeros({2, 3})", "float32 2 3"),
      ("return attack.zeros{}", "float32"),
      ("return attack.zeros(2, 3, {dtype = 'float64'})", "float64 2 3"),
      ("return attack.zeros({2, 3}, {dtype = 'float64'})", "float64 2 3"),
      ("return attack.zeros{dtype = 'float64'}", "float64"),
      ("return attack.zeros(3.0)", "float32 3"),
      ("return attack.sum()", "false nil false"),
      ("return attack.sum(2)", "true 2 false"),
      ("return attack.sum(nil, {keepdim = true})", "false nil true"),
      ("return attack.sum({keepdim = true})", "false nil true"),
      ("return attack.sum(2, {keepdim = true})", "true 2 true"),
      ("return attack.sum(2, nil)", "true 2 false"),
      ("return (attack.plain(1, nil, nil))", "1"),
      ("return (attack.plain(1, nil, {}))", "1"),
      ("return attack.vectors{{1}, {1, 2}, {}}", "1 2 0"),
      ("return demo(1, 2, 3), demo(), demo{4, 5}", "6 0 9"),
    ])
  func layouts(code: String, expected: String) throws {
    let lua = try lua()
    defer { lua.close() }
    let results = try lua.run(code)
    #expect(results.map { $0.asString ?? $0.shown }.joined(separator: " ") == expected)
  }

  @Test func listsInPlaceOfOptionalArguments() throws {
    let lua = try lua()
    defer { lua.close() }
    let results = try lua.run("return attack.sum({1, 2}, {keepdim = true})")
    #expect(results[1].asTable?.array == [1, 2])
    #expect(results[2] == true)
    #expect(try lua.run("return attack.sum{1, 2}")[1].asTable?.array == [1, 2])
  }

  @Test func defaultsFillWhatIsMissing() throws {
    let lua = try lua()
    defer { lua.close() }
    let results = try lua.run("return select(3, attack.pgd(demo.counter(), 1, {eps = 0.25}))")
    #expect(results == [0.25, 10, "inf", 0.5, nil])
  }
}
