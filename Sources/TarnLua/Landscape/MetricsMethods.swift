import Atlases
import Landscape
import LuaBridge
import Settings

private let metricsRecord = RecordDeclaration(
  "landscape metric", "How rough a landscape is. NaN where there is nothing to average.",
  [
    RecordField("minima", "integer", "How many are known."),
    RecordField("saddles", "integer", "How many are known."),
    RecordField(
      "self_connections", "integer", "Saddles both of whose ways down lead to one minimum."),
    RecordField("components", "integer", "Sets of minima that are not connected with each other."),
    RecordField("isolated", "integer", "Minima without any saddle to another."),
    RecordField(
      "funnels", "integer",
      "Sets of minima from which steps over the lowest saddle to a lower neighbour lead to one bottom."
    ),
    RecordField("bottoms", .list("integer"), "The ids of their lowest minima."),
    RecordField("funnel_sizes", .list("integer"), "How many minima each has."),
    RecordField("compared", "integer", "Minima that have a barrier ratio."),
    RecordField(
      "barrier_ratio", "number",
      "The mean of (V* - V0) / (V - V0): 1 where no barrier is in the way to the lowest minimum."),
    RecordField("median_barrier_ratio", "number", "The median of the same."),
    RecordField("highest_barrier_ratio", "number", "The highest of them."),
    RecordField("frustration", "number", "Their mean, weighted by occupation."),
    RecordField("temperature", "number", "Of that occupation."),
    RecordField(
      "smad", "number", "Mean energy from a minimum to the lowest saddle that joins it with others."
    ),
    RecordField("mean_persistence", "number", "Of the persistence diagram."),
    RecordField("highest_persistence", "number", "Of the persistence diagram."),
  ])

/// Numbers that sum a landscape up.
func metricsMethods(_ session: Session) -> [FunctionDeclaration] {
  func receiver(_ call: Call) -> AtlasObject { call.receiver() }
  return [
    FunctionDeclaration(
      name: "metrics",
      options: [
        Option(
          "temperature", .number(Bounds.positive),
          shownDefault: "the mean height of minima above the lowest",
          "Of the occupation by which frustration weights minima."),
        Option(
          "occupation", .oneOf(Atlas.Occupation.allCases.map(\.rawValue)), default: "images",
          "images: n exp(-V / T), n the multiplicity; harmonic: also over sqrt(det H)."),
      ], returns: .record(metricsRecord),
      summary:
        "How rough the landscape is: its funnels, barriers, frustration and persistence.",
      formula:
        "Frustration: sum p (V* - V0) / (V - V0) / sum p, after de Souza et al., J. Chem. Phys. 146, 124103 (2017); funnels: "
        + "Berry and Breslin 1995; smad: arXiv 2602.07135.",
      example: atlasExample + "print(atlas:metrics().funnels)"
    ) { call in
      let metrics = try receiver(call).atlas.metrics(
        temperature: call.optionalNumber("temperature"),
        occupation: Atlas.Occupation(rawValue: call.string("occupation")) ?? .images)
      let funnels = metrics.funnels.funnels
      return .table(
        try session.lua.record(
          metricsRecord,
          [
            "minima": .integer(metrics.minima), "saddles": .integer(metrics.saddles),
            "self_connections": .integer(metrics.selfConnections),
            "components": .integer(metrics.components),
            "isolated": .integer(metrics.funnels.isolated), "funnels": .integer(funnels.count),
            "bottoms": .table(try session.lua.table(funnels.map { .integer($0.bottom) })),
            "funnel_sizes": .table(try session.lua.table(funnels.map { .integer($0.size) })),
            "compared": .integer(metrics.compared),
            "barrier_ratio": .number(metrics.barrierRatio.mean),
            "median_barrier_ratio": .number(metrics.barrierRatio.median),
            "highest_barrier_ratio": .number(metrics.barrierRatio.highest),
            "frustration": .number(metrics.frustration),
            "temperature": .number(metrics.temperature),
            "smad": .number(metrics.smad), "mean_persistence": .number(metrics.persistence.mean),
            "highest_persistence": .number(metrics.persistence.highest),
          ]))
    },
    FunctionDeclaration(
      name: "persistence",
      options: [
        Option(
          "min_persistence", .number(Bounds.nonNegative), default: 0,
          "Points of less persistence are left out.")
      ], returns: "persistence diagram",
      summary:
        "Where components of {E <= e} are born, at minima, and where they die, at the saddle to a lower minimum: from true "
        + "minima and saddles, not from a slice. birth, death, minimum, saddle; :bottleneck(other), :plot{}.",
      example: atlasExample + "print(atlas:persistence().essential)"
    ) { call in
      .object(
        DiagramObject(
          try PersistenceDiagram(
            receiver(call).atlas.barriers(), least: call.number("min_persistence"))))
    },
  ]
}
