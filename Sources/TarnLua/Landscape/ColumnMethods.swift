import Atlases
import Landscape
import LuaBridge
import Tensors

/// Numbers beside minima.
func columnMethods(_ session: Session) -> [FunctionDeclaration] {
  func receiver(_ call: Call) -> AtlasObject { call.receiver() }
  return [
    annotateMethod(session),
    FunctionDeclaration(
      name: "column", arguments: [Argument("name", .string, "The column.")],
      returns: "tensor",
      summary:
        "The numbers of a column in order of energy, [n]; [n, k] for a column of vectors. nan where there is none.",
      example: atlasExample + "print(#atlas:column(\"energy\"))"
    ) { call in try session.column(call.string("name"), of: receiver(call).atlas) },
    FunctionDeclaration(
      name: "correlate",
      arguments: [
        Argument("a", .string, "A column, such as \"energy\"."), Argument("b", .string, "Another."),
      ],
      options: [
        Option(
          "given", .list(of: .string),
          "Columns that are held fixed: all coefficients are then partial."),
        Option(
          "weights", .string, "A column, such as \"hits\": a minimum counts so many times."),
        Option("resamples", .integer(100...1_000_000), default: 2000, "Of the bootstrap."),
        Session.seedOption,
      ], returns: "table",
      summary:
        "How two columns go together: {spearman, kendall, pearson, p, n, low, high}; p belongs to "
        + "spearman, low and high are its 95 % interval, from resampling the minima of this landscape only: it says nothing of "
        + "other splits of the data. Above 20,000 minima it is Fisher's.",
      example: atlasExample
        + "atlas:annotate(\"size\", function(_, m) return m.x:norm():item() end)\n"
        + "print(atlas:correlate(\"energy\", \"size\").spearman)"
    ) { call in
      let correlation = try receiver(call).atlas.correlate(
        call.string("a"), call.string("b"),
        given: call.has("given") ? call.list("given").compactMap(\.asString) : [],
        weights: call.optionalString("weights"), resamples: call.integer("resamples"),
        seed: session.seed(call))
      return .table(
        try session.lua.table(fields: [
          "spearman": .number(correlation.spearman), "kendall": .number(correlation.kendall),
          "pearson": .number(correlation.pearson), "p": .number(correlation.p),
          "n": .integer(correlation.n), "low": .number(correlation.low),
          "high": .number(correlation.high),
        ]))
    },
    FunctionDeclaration(
      name: "coverage", returns: "table",
      summary:
        "How much of the landscape has been seen, from how often each minimum was hit: {seen, visits, once, twice, "
        + "coverage, at_least, low, high}. coverage is Good and Turing's share of visits that go to minima seen already; "
        + "at_least is Chao's estimate of all minima, with its 95 % interval: a lower bound, for rare ones may be many more.",
      example: atlasExample + "print(atlas:coverage().at_least)"
    ) { call in
      let coverage = try receiver(call).atlas.coverage()
      return .table(
        try session.lua.table(fields: [
          "seen": .integer(coverage.seen), "visits": .integer(coverage.visits),
          "once": .integer(coverage.once), "twice": .integer(coverage.twice),
          "coverage": .number(coverage.coverage), "at_least": .number(coverage.atLeast),
          "low": .number(coverage.low), "high": .number(coverage.high),
        ]))
    },
  ]
}
