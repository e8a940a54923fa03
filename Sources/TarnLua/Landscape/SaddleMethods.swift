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
      returns: .list(.record(saddleRecord)),
      summary:
        "The transition states in order of energy, each with exactly one negative eigenvalue.",
      example: atlasExample + "atlas:connect{attempts = 10}\nprint(atlas:saddles{}[1].energy)"
    ) { call in
      let saddles = try receiver(call).atlas.saddles(limit: call.optionalInteger("limit"))
      return .table(try session.lua.table(saddles.map { .table(try session.record($0)) }))
    },
    FunctionDeclaration(
      name: "saddle", arguments: [Argument("id", .integer(1...), "Its number.")],
      returns: .record(saddleRecord), summary: "One transition state by its id.",
      example: atlasExample
        + "atlas:connect{attempts = 10}\nprint(atlas:saddle(atlas:saddles{}[1].id).energy)"
    ) { call in
      .table(try session.record(receiver(call).atlas.saddle(call.integer("id"))))
    },
    FunctionDeclaration(
      of: SaddleSearchOptions.self, session, options: [searchProgressOption],
      returns: .record(saddleSearchRecord),
      example: atlasExample + "print(atlas:search_saddles{searches = 20}.new)"
    ) { call, given in
      let options = settled(given, call, session, parallel: .max)
      let bar = SearchBar(call)
      defer { bar.finish() }
      return .table(
        try session.record(receiver(call).atlas.searchSaddles(options, progress: bar.show)))
    },
    FunctionDeclaration(
      of: ConnectOptions.self, session,
      options: [
        Option("pair", .list(of: .integer(1...)), "Two minima, by id, instead of all."),
        searchProgressOption,
      ], returns: .record(connectRecord),
      example: atlasExample + "print(atlas:connect{attempts = 10}.connected)"
    ) { call, given in
      let options = settled(given, call, session, parallel: .max)
      let pair = call.has("pair") ? call.list("pair").compactMap(\.asInteger) : []
      if call.has("pair"), pair.count != 2 {
        throw MessageError(
          "connect: option 'pair' has \(pair.count) numbers, expected 2, the ids of minima")
      }
      let bar = SearchBar(call)
      defer { bar.finish() }
      let report = try receiver(call).atlas.connect(
        options, between: pair.isEmpty ? nil : (pair[0], pair[1]), progress: bar.show)
      return .table(
        try session.record(
          report.saddles,
          and: [
            "connected": .boolean(report.isConnected), "components": .integer(report.components),
          ], as: connectRecord))
    },
    FunctionDeclaration(
      name: "path",
      arguments: [
        Argument("i", .integer(1...), "The id of a minimum."),
        Argument("j", .integer(1...), "And of another."),
      ], returns: .optional(.record(pathRecord)),
      summary:
        "The lowest way between two minima over the known transition states, by steepest descent from each of them; nil "
        + "where the two are not connected.",
      example: atlasExample + "print(atlas:path(1, 1).barrier)"
    ) { call in
      let found = try receiver(call).atlas.path(from: call.integer("i"), to: call.integer("j"))
      guard let path = found else { return .nil }
      func tensor(_ numbers: [Double]) throws -> LuaValue {
        try session.wrap(.tensor(Tensor(numbers, dtype: .float64)))
      }
      let dimension = path.points[0].count
      return .table(
        try session.lua.record(
          pathRecord,
          [
            "stations": .table(try session.lua.table(path.stations.map { .integer($0) })),
            "energies": .table(try session.lua.table(path.energies.map { .number($0) })),
            "x": session.wrap(
              .tensor(
                try Tensor(
                  path.points.flatMap { $0 }, shape: Shape([path.points.count, dimension]),
                  dtype: .float64))),
            "energy": try tensor(path.pointEnergies), "distance": try tensor(path.distances),
            "barrier": .number(path.barrier),
          ]))
    },
  ]
}

extension Session {
  /// What a search for transition states did, for Lua.
  func record(
    _ report: SaddleReport, and others: [String: LuaValue] = [:],
    as record: RecordDeclaration = saddleSearchRecord
  ) throws -> LuaTable {
    let fields: [String: LuaValue] = [
      "run": .integer(report.run), "resumed": .boolean(report.isResumed),
      "searches": .integer(report.searches), "total_searches": .integer(report.totalSearches),
      "successes": .integer(report.successes), "evaluations": .integer(report.evaluations),
      "new": .integer(report.new), "new_minima": .integer(report.newMinima),
      "failed": .integer(report.failed),
      "failures": .table(try lua.table(fields: report.failures.mapValues { .integer($0) })),
      "non_generic": .integer(report.nonGeneric),
    ]
    return try lua.record(record, fields: fields.merging(others) { $1 })
  }

  /// A transition state as a record for Lua.
  func record(_ saddle: Saddle) throws -> LuaTable {
    try lua.record(
      saddleRecord,
      [
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
