import LuaBridge
import Testing

final class Counter {
  var value = 0
}

func counterClass() -> ClassDeclaration {
  ClassDeclaration(
    Counter.self, name: "counter", summary: "Counts.",
    fields: [
      Field("value", "integer", "The count.") { (counter: Counter) in .integer(counter.value) }
    ],
    methods: [
      FunctionDeclaration(
        name: "add", arguments: [Argument("step", .integer(1...), default: 1, "How much.")],
        returns: "counter", summary: "Counts on.", example: "demo.counter():add(2)",
        body: { call in
          let counter: Counter = call.receiver()
          counter.value += call.integer("step")
          return .object(counter)
        })
    ],
    operators: [.len: { call in .integer(call.argument(1, as: Counter.self)!.value) }],
    text: { (counter: Counter) in "counter(\(counter.value))" })
}

func demoModule() -> ModuleDeclaration {
  ModuleDeclaration(
    name: "demo", summary: "An example.",
    functions: [
      FunctionDeclaration(
        name: "counter", options: [Option("start", .integer(0...), default: 0, "First value.")],
        returns: "counter", summary: "A new counter.", example: "demo.counter{start = 3}",
        body: { call in
          let counter = Counter()
          counter.value = call.integer("start")
          return .object(counter)
        }),
      FunctionDeclaration(
        name: "apply",
        arguments: [
          Argument("f", .function),
          Argument(
            "x",
            .custom("counter or number") { value in
              value.asNumber ?? value.asObject(Counter.self).map { Double($0.value) }
            }),
        ],
        returns: "any", summary: "Calls f.", example: "demo.apply(print, 1)",
        results: { call in try call.function("f").call([.number(call.value("x"))]) }),
    ],
    constants: [Constant("answer", "A number.", 42)])
}

@Test func workedExample() throws {
  let lua = Lua()
  defer { lua.close() }
  try lua.register(counterClass())
  try lua.install(demoModule())
  #expect(try lua.run("return #demo.counter{start = 3}:add()") == [4])
  #expect(
    try lua.run("return demo.counter{start = 3}.value, tostring(demo.counter())") == [
      3, "counter(0)",
    ])
  #expect(
    try lua.run("return demo.apply(function(x) return x, 2 * x end, demo.counter{start = 2})") == [
      2, 4,
    ])
  for code in [
    "demo.counter{strat = 3}", "demo.counter{start = -3}", "demo.cuonter()", "dem.counter()",
    "demo.counter():ad(1)", "demo.counter():add(1, 2)", "demo = 1", "demo.x = 1", "demo.apply()",
    "demo.apply(print, 'x')", "demo.counter().add(3)", "return demo.counter().vlaue",
    "return 1 + demo.counter()",
    "local c <close> = demo.counter(); c:add(); local d = c; getmetatable(d)",
    "local d; do local c <close> = demo.counter(); d = c end; d:add()",
  ] {
    do {
      try lua.run(code)
      print(code, "fine")
    } catch { print(code, "→", error) }
  }
  print(lua.documentation.help("demo.counter")!)
  print(lua.documentation.help("apply")!)
  print(lua.documentation.help("demo")!)
  print(lua.documentation.help("counter")!)
}
