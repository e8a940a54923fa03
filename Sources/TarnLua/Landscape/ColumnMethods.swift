import Atlases
import Landscape
import LuaBridge
import Tensors

private let columnCorrelation = RecordDeclaration(
  "column correlation", "How two columns of an atlas go together.",
  [
    RecordField("spearman", "number", "Of ranks."), RecordField("kendall", "number", "tau-b."),
    RecordField("pearson", "number", "Linear."),
    RecordField("p", "number", "Of spearman, two-sided, against independence."),
    RecordField("n", "integer", "Minima that have both numbers."),
    RecordField("low", "number", "Lower end of the 95 % interval of spearman."),
    RecordField("high", "number", "Its upper end."),
  ])

private let coverageRecord = RecordDeclaration(
  "coverage", plural: "coverages", "How much of a landscape has been seen.",
  [
    RecordField("seen", "integer", "Minima that are known."),
    RecordField("visits", "integer", "Searches that ended at one."),
    RecordField("once", "integer", "Minima that were hit once."),
    RecordField("twice", "integer", "Minima that were hit twice."),
    RecordField(
      "coverage", "number", "Good and Turing's share of visits that go to minima seen already."),
    RecordField(
      "at_least", "number",
      "Chao's estimate of all minima: a lower bound, for rare ones may be many more."),
    RecordField("low", "number", "Lower end of its 95 % interval."),
    RecordField("high", "number", "Its upper end."),
  ])

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
      ], returns: .record(columnCorrelation),
      summary:
        "How two columns go together. The interval of spearman is from resampling the minima of this landscape only: it says nothing of "
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
        try session.lua.record(
          columnCorrelation,
          [
            "spearman": .number(correlation.spearman), "kendall": .number(correlation.kendall),
            "pearson": .number(correlation.pearson), "p": .number(correlation.p),
            "n": .integer(correlation.n), "low": .number(correlation.low),
            "high": .number(correlation.high),
          ]))
    },
    FunctionDeclaration(
      name: "coverage", returns: .record(coverageRecord),
      summary: "How much of the landscape has been seen, from how often each minimum was hit.",
      example: atlasExample + "print(atlas:coverage().at_least)"
    ) { call in
      let coverage = try receiver(call).atlas.coverage()
      return .table(
        try session.lua.record(
          coverageRecord,
          [
            "seen": .integer(coverage.seen), "visits": .integer(coverage.visits),
            "once": .integer(coverage.once), "twice": .integer(coverage.twice),
            "coverage": .number(coverage.coverage), "at_least": .number(coverage.atLeast),
            "low": .number(coverage.low), "high": .number(coverage.high),
          ]))
    },
  ]
}
