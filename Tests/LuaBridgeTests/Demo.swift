import LuaBridge
import Synchronization
import Testing

/// An object that says how many of its kind live. Each test has its own tally.
final class Tally: Sendable {
  let live = Atomic<Int>(0)
  let peak = Atomic<Int>(0)

  var count: Int { live.load(ordering: .relaxed) }
}

class Counter {
  var value = 0
  let tally: Tally?

  init(_ tally: Tally? = nil) {
    self.tally = tally
    if let tally {
      let now = tally.live.wrappingAdd(1, ordering: .relaxed).newValue
      if now > tally.peak.load(ordering: .relaxed) { tally.peak.store(now, ordering: .relaxed) }
    }
  }

  deinit { tally?.live.wrappingSubtract(1, ordering: .relaxed) }
}

final class LoudCounter: Counter {}

struct ShapeError: Error, CustomStringConvertible, Equatable {
  let got: Int
  var description: String { "shape \(got) does not fit" }
}

/// The class and the module of the worked example in LuaBridge/README.md, and what tests need more.
enum Demo {
  static func lua(_ tally: Tally? = nil) throws -> Lua {
    let lua = Lua()
    try lua.register(counterClass())
    try lua.install(module(tally))
    return lua
  }

  static func counterClass() -> ClassDeclaration {
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
      operators: [
        .len: { call in .integer(call.argument(1, as: Counter.self)?.value ?? 0) },
        .add: { call in
          let values = [1, 2].map { position in
            call.argument(position, as: Counter.self)?.value ?? call.argument(position).asInteger
              ?? 0
          }
          return .integer(values[0] + values[1])
        },
        .lt: { call in
          .boolean(
            (call.argument(1, as: Counter.self)?.value ?? 0)
              < (call.argument(2, as: Counter.self)?.value ?? 0))
        },
      ],
      index: { counter, index in .integer(counter.value + index) },
      callable: FunctionDeclaration(
        name: "call", arguments: [Argument("x", .number)], returns: "number", summary: "Adds.",
        body: { call in
          .number(call.number("x") + Double(call.receiver(as: Counter.self).value))
        }),
      text: { (counter: Counter) in "counter(\(counter.value))" })
  }

  static func module(_ tally: Tally? = nil) -> ModuleDeclaration {
    ModuleDeclaration(
      name: "demo", summary: "An example. It has more to say.",
      functions: [
        FunctionDeclaration(
          name: "counter", options: [Option("start", .integer(0...), default: 0, "First value.")],
          returns: "counter", summary: "A new counter.", example: "demo.counter{start = 3}",
          body: { call in
            let counter = Counter(tally)
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
        FunctionDeclaration(
          name: "fail", arguments: [Argument("n", .integer, default: 3)],
          summary: "Throws while Swift objects live.",
          results: { call in
            let held = (0..<3).map { _ in Counter(tally) }
            if held.count == 3 { throw ShapeError(got: call.integer("n")) }
            return []
          }),
      ],
      constants: [Constant("answer", "A number.", 42)],
      callable: FunctionDeclaration(
        name: "demo", arguments: [Argument("values", .integer, variadic: true)],
        returns: "integer", summary: "Adds its arguments.", example: "demo(1, 2)",
        body: { call in .integer(call.integers("values").reduce(0, +)) }))
  }
}

/// The message of the error that a chunk raises, or nil if it raises none.
func failure(_ lua: Lua, _ code: String) -> String? {
  do {
    try lua.run(code)
    return nil
  } catch {
    return String(describing: error)
  }
}
