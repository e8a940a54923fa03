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
