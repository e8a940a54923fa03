import Atlases
import Landscape
import LuaBridge
import Tensors

/// Numbers beside minima.
func columnMethods(_ session: Session) -> [FunctionDeclaration] {
  func receiver(_ call: Call) -> AtlasObject { call.receiver() }
  return [
    FunctionDeclaration(
      name: "annotate",
      arguments: [
        Argument("name", .string, "The column."),
        Argument(
          "f", .function, "function(net, m): a number; net is nil for an atlas of an energy."),
      ], returns: "list of numbers",
      summary:
        "Computes a number for every minimum and stores it; returns the column in order of energy.",
      example: atlasExample
        + "atlas:annotate(\"size\", function(_, m) return m.x:norm():item() end)"
    ) { call in
      let object = receiver(call)
      let (name, function) = (call.string("name"), call.function("f"))
      let minima = try object.atlas.minima()
      let bar = ProgressBar(total: minima.count, label: name)
      defer { bar.finish() }
      var values: [Int: Double] = [:]
      for (k, minimum) in minima.enumerated() {
        try Cancellation.check()
        let network: LuaValue =
          object.landscape == nil ? .nil : .object(try object.network(at: minimum.x))
        let result = try function.call([network, .table(session.record(minimum))]).first ?? .nil
        guard let value = try result.isNil ? .nan : result.scalar(for: "annotate") else {
          throw MessageError(
            "annotate: the function of column '\(name)' returned \(result.shown) for minimum "
              + "\(minimum.id), expected a number")
        }
        values[minimum.id] = value
        bar.update(k + 1)
      }
      try object.atlas.annotate(name, values)
      return try session.lua.list(minima.map { values[$0.id] ?? .nan })
    },
    FunctionDeclaration(
      name: "column", arguments: [Argument("name", .string, "The column.")],
      returns: "list of numbers",
      summary: "The numbers of a column in order of energy; nan where there is none.",
      example: atlasExample + "print(#atlas:column(\"energy\"))"
    ) { call in try session.lua.list(receiver(call).atlas.column(call.string("name"))) },
    FunctionDeclaration(
      name: "correlate",
      arguments: [
        Argument("a", .string, "A column, such as \"energy\"."), Argument("b", .string, "Another."),
      ],
      options: [
        Option("resamples", .integer(100...1_000_000), default: 2000, "Of the bootstrap."),
        Session.seedOption,
      ], returns: "table",
      summary:
        "How two columns go together: {spearman, kendall, pearson, p, n, low, high}; p belongs to "
        + "spearman, low and high are its 95 % bootstrap interval.",
      example: atlasExample
        + "atlas:annotate(\"size\", function(_, m) return m.x:norm():item() end)\n"
        + "print(atlas:correlate(\"energy\", \"size\").spearman)"
    ) { call in
      let correlation = try receiver(call).atlas.correlate(
        call.string("a"), call.string("b"), resamples: call.integer("resamples"),
        seed: session.seed(call))
      return .table(
        try session.lua.table(fields: [
          "spearman": .number(correlation.spearman), "kendall": .number(correlation.kendall),
          "pearson": .number(correlation.pearson), "p": .number(correlation.p),
          "n": .integer(correlation.n), "low": .number(correlation.low),
          "high": .number(correlation.high),
        ]))
    },
  ]
}
