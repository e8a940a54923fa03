import Atlases
import Landscape
import LuaBridge
import Tensors

/// Transition states, as Lua sees them.
func saddleMethods(_ session: Session) -> [FunctionDeclaration] {
  func receiver(_ call: Call) -> AtlasObject { call.receiver() }
  return [
    FunctionDeclaration(
      name: "saddles", options: [Option("limit", .integer(0...), "How many at most.")],
      returns: "list of saddles",
      summary:
        "The transition states in order of energy: {id, energy, x, minima = {i, j}, eigenvalue, hits, multiplicity, "
        + "gradient_norm, index, proof, …}. Each has exactly one negative eigenvalue, and minima are those at the ends of the "
        + "two paths down, by id; both may be one, up to the symmetry.",
      example: atlasExample + "print(#atlas:saddles{})"
    ) { call in
      let saddles = try receiver(call).atlas.saddles(limit: call.optionalInteger("limit"))
      return .table(try session.lua.table(saddles.map { .table(try session.record($0)) }))
    },
    FunctionDeclaration(
      name: "saddle", arguments: [Argument("id", .integer(1...), "Its number.")],
      returns: "saddle", summary: "One transition state by its id.",
      example: atlasExample + "print(pcall(atlas.saddle, atlas, 99))"
    ) { call in
      .table(try session.record(receiver(call).atlas.saddle(call.integer("id"))))
    },
    FunctionDeclaration(
      of: SaddleSearchOptions.self, session, options: [searchProgressOption], returns: "table",
      note: saddleNote,
      example: atlasExample + "print(atlas:search_saddles{searches = 20}.new)"
    ) { call, given in
      let options = settled(given, call, session, parallel: .max)
      let bar = SearchBar(call)
      defer { bar.finish() }
      return .table(
        try session.record(receiver(call).atlas.searchSaddles(options, progress: bar.show)))
    },
  ]
}

private let saddleNote =
  "Returns {run, resumed, searches, total_searches, successes, evaluations, new, new_minima, failed, failures, non_generic}: "
  + "non_generic counts stationary points of symmetric subspaces that ways down left along their lowest mode."

extension Session {
  /// What a search for transition states did, for Lua.
  func record(_ report: SaddleReport) throws -> LuaTable {
    try lua.table(fields: [
      "run": .integer(report.run), "resumed": .boolean(report.isResumed),
      "searches": .integer(report.searches), "total_searches": .integer(report.totalSearches),
      "successes": .integer(report.successes), "evaluations": .integer(report.evaluations),
      "new": .integer(report.new), "new_minima": .integer(report.newMinima),
      "failed": .integer(report.failed),
      "failures": .table(try lua.table(fields: report.failures.mapValues { .integer($0) })),
      "non_generic": .integer(report.nonGeneric),
    ])
  }

  /// A transition state as a record for Lua.
  func record(_ saddle: Saddle) throws -> LuaTable {
    try lua.table(fields: [
      "id": .integer(saddle.id), "energy": .number(saddle.energy),
      "x": wrap(.tensor(try Tensor(saddle.x, dtype: .float64))),
      "minima": .table(
        try lua.table([.integer(saddle.minima.first), .integer(saddle.minima.second)])),
      "eigenvalue": .number(saddle.eigenvalue), "hits": .integer(saddle.hits),
      "multiplicity": .number(saddle.multiplicity),
      "gradient_norm": .number(saddle.gradientNorm), "index": 1,
      "zero_modes": saddle.zeroModes.map(LuaValue.integer) ?? .nil,
      "log_determinant": .number(saddle.logDeterminant),
      "proof": .string(saddle.proof.rawValue),
    ])
  }
}
