import LuaBridge
import Settings
import Statistics
import Tensors

private let bootstrapRecord = RecordDeclaration(
  "bootstrap", "How far a statistic would vary.",
  [
    RecordField("value", "number", "Of the list itself."),
    RecordField("low", "number", "Lower end of the interval."),
    RecordField("high", "number", "Its upper end."),
    RecordField("error", "number", "Standard deviation over the drawn lists."),
    RecordField("defined", "number", "The share of drawn lists that have a number."),
  ])

/// `stats.bootstrap`: how far a statistic that Lua computes would vary.
func bootstrapFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "bootstrap",
    arguments: [
      Argument(
        "list", .either(.table, .object("tensor")),
        "Anything that a list can hold: numbers, "
          + "pairs, records; or a tensor of numbers."),
      Argument("f", .callable, "From a list like it to a number; NaN: no such number."),
    ],
    options: [
      Option("n", .integer(1...10_000_000), default: 2000, "How many lists are drawn."),
      Option(
        "confidence",
        .number(Bounds(lower: 0, upper: 1, includesLower: false, includesUpper: false)),
        default: 0.95, "Share of the values inside the interval."),
      Session.seedOption,
    ], returns: .record(bootstrapRecord),
    summary: "Draws lists from the list with replacement and calls f with each: value is f of the "
      + "list itself, low and high hold the middle share of the others, error is their standard "
      + "deviation, defined the share that is not NaN.",
    formula: "The percentile interval of Efron 1979.",
    example: "stats.bootstrap({1, 2, 2, 3, 7}, stats.mean, {n = 200, seed = 1}).high"
  ) { call in
    let lua = session.lua
    let function = call.function("f")
    let items = try call["list"].bootstrapItems()
    func statistic(_ list: LuaTable) throws -> Double {
      // A function of Lua's or Tarn's own would never notice Ctrl-C.
      try Cancellation.check()
      let result = try function.call([.table(list)]).first ?? .nil
      guard let number = try result.scalar(for: "stats.bootstrap") else {
        throw MessageError("stats.bootstrap: f must return a number, got \(result.shown)")
      }
      return number
    }
    let value = try statistic(lua.table(items))
    var drawn: [Double] = []
    let interval = try Statistics.bootstrap(
      count: items.count, resamples: call.integer("n"), confidence: call.number("confidence"),
      seed: session.seed(call)
    ) { positions in
      let result = try statistic(lua.table(positions.map { items[$0] }))
      if !result.isNaN { drawn.append(result) }
      return result
    }
    let isSpread = drawn.count > 1 && drawn.allSatisfy(\.isFinite)
    let error = isSpread ? try Statistics.standardDeviation(drawn) : .nan
    return .table(
      try lua.record(
        bootstrapRecord,
        [
          "value": .number(value), "low": .number(interval.low), "high": .number(interval.high),
          "error": .number(error), "defined": .number(interval.definedShare),
        ]))
  }
}

extension LuaValue {
  /// What is drawn from: the items of a list, or the numbers of a tensor.
  fileprivate func bootstrapItems() throws -> [LuaValue] {
    var items: [LuaValue]
    if let table = asTable {
      items = table.array
      if items.isEmpty, let key = table.entries.first?.key {
        throw MessageError("stats.bootstrap: expected a list, got a table with key \(key.shown)")
      }
      if let hole = items.firstIndex(where: \.isNil) {
        throw MessageError("stats.bootstrap: item \(hole + 1) of the list is nil")
      }
    } else {
      items = (try NumberArray(lua: self)?.values ?? []).map(LuaValue.number)
    }
    guard !items.isEmpty else { throw MessageError("stats.bootstrap: the list is empty") }
    return items
  }
}
