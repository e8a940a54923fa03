import Atlases
import Landscape
import LuaBridge
import Tensors

/// Atlases as Lua sees them.
func atlasClass(_ session: Session) -> ClassDeclaration {
  ClassDeclaration(
    AtlasObject.self, name: "atlas",
    summary: "The minima of a loss or energy, in one file; #atlas is their number.",
    fields: [
      Field("file", "string", "The path as given.") { (object: AtlasObject) in
        .string(object.atlas.path)
      },
      Field("symmetry", "string", "What leaves the energy as it is, as far as it was found.") {
        (object: AtlasObject) in .string(object.atlas.symmetry.summary)
      },
    ],
    methods: searchMethods(session) + minimaMethods(session) + saddleMethods(session)
      + columnMethods(session)
      + [exportMethod(), verifyMethod(session)] + understandingMethods(session)
      + treeMethods(session),
    operators: [
      .len: { call in .integer(call.argument(1, as: AtlasObject.self)?.atlas.count ?? 0) }
    ],
    text: { object in
      let lowest = object.atlas.lowestEnergy.map { ", lowest energy \($0)" } ?? ""
      return
        "atlas \(object.atlas.path): \(object.atlas.count) minima\(lowest), symmetry: \(object.atlas.symmetry.summary)"
    })
}

private let runRecord = RecordDeclaration(
  "run", "A search of an atlas, or a rank's share of one.",
  [
    RecordField("id", "integer", "Its number."), RecordField("kind", "string", "Which search."),
    RecordField("settings", "string", "What decides the result, as a script writes it."),
    RecordField("seed", "integer", "Its seed."), RecordField("tasks", "integer", "Asked for."),
    RecordField("done", "integer", "Tasks that are done."),
    RecordField("finished", "boolean", "Whether all are."),
    RecordField("rank", "integer", "Of the process that did this share."),
    RecordField("ranks", "integer", "Processes that searched together."),
    RecordField("started", "number", "Seconds since 1970."),
    RecordField("ended", "number", optional: true, "Seconds since 1970; nil while it is open."),
    RecordField("host", "string", optional: true, "The machine."),
    RecordField("version", "string", "Of Tarn."),
  ])

/// An atlas to show methods on.
let atlasExample = """
  local atlas = landscape.open(":memory:", {energy = function(x)
    return (x * x - 1):square():sum() + 0.1 * x:sum() end, dim = 2})
  atlas:basin_hop{steps = 100, temperature = 1}

  """

private func receiver(_ call: Call) -> AtlasObject { call.receiver() }

private func searchMethods(_ session: Session) -> [FunctionDeclaration] {
  [
    FunctionDeclaration(
      of: QuenchOptions.self, session,
      arguments: [Argument("x0", .tensor, "A point, or parameters.")],
      returns: .record(quenchRecord),
      example: atlasExample + "print(atlas:quench(tensor{0.5, 0.5}).energy)"
    ) { call, options in
      let object = receiver(call)
      let start = try call.tensor("x0").tensor(for: "quench").doubles
      let report = try object.atlas.quench(start, options: options)
      return .table(
        try session.lua.record(
          quenchRecord,
          [
            "x": session.wrap(.tensor(try Tensor(report.x, dtype: .float64))),
            "energy": .number(report.energy), "gradient_norm": .number(report.gradientNorm),
            "steps": .integer(report.steps), "evaluations": .integer(report.evaluations),
            "step_offs": .integer(report.stepOffs),
            "minimum": report.minimum.map(LuaValue.integer) ?? .nil,
            "is_new": .boolean(report.isNew),
            "failure": report.failure.map { .string($0.rawValue) } ?? .nil,
            "proof": report.proof.map { .string($0.rawValue) } ?? .nil,
          ]))
    }
  ] + atlasSearches(session)
}

private func minimaMethods(_ session: Session) -> [FunctionDeclaration] {
  [
    FunctionDeclaration(
      name: "minima",
      options: [
        Option(
          "order", .oneOf(MinimumOrder.allCases.map(\.rawValue)), default: "energy",
          "Which come first."),
        Option("limit", .integer(0...), "How many at most."),
        Option(
          "proof", .oneOf(Proof.allCases.map(\.rawValue)),
          "Only those of which this is proved; \"degenerate\": stationary points that are no minima for certain, which are "
            + "kept apart and not counted."),
      ], returns: .list(.record(minimumRecord)),
      summary:
        "The minima. proof: strict (the Hessian is positive definite), gauge (but for the symmetry's own zero modes), kink "
        + "(by the KKT conditions).",
      example: atlasExample + "print(atlas:minima{limit = 2}[1].energy)"
    ) { call in
      let minima = try receiver(call).atlas.minima(
        order: MinimumOrder(rawValue: call.string("order")) ?? .energy,
        limit: call.optionalInteger("limit"),
        proof: call.optionalString("proof").flatMap(Proof.init(rawValue:)))
      return .table(try session.lua.table(minima.map { .table(try session.record($0)) }))
    },
    FunctionDeclaration(
      name: "each",
      options: [
        Option(
          "order", .oneOf(MinimumOrder.allCases.map(\.rawValue)), default: "energy",
          "Which come first."),
        Option("limit", .integer(0...), "How many at most."),
      ], returns: .iterator(.record(minimumRecord)),
      summary:
        "Goes through the minima one by one, without holding all of them: for m in atlas:each{} do ... end.",
      example: atlasExample + "for m in atlas:each{limit = 2} do print(m.energy) end"
    ) { call in
      let atlas = receiver(call).atlas
      let ids = try atlas.ids(
        order: MinimumOrder(rawValue: call.string("order")) ?? .energy,
        limit: call.optionalInteger("limit"))
      var next = 0
      return .function(
        try session.lua.function { _ in
          guard next < ids.count else { return [.nil] }
          next += 1
          return [.table(try session.record(atlas.minimum(ids[next - 1])))]
        })
    },
    FunctionDeclaration(
      name: "minimum", arguments: [Argument("id", .integer(1...), "Its number.")],
      returns: .record(minimumRecord), summary: "One minimum by its id.",
      example: atlasExample + "print(atlas:minimum(1).energy)"
    ) { call in
      .table(try session.record(receiver(call).atlas.minimum(call.integer("id"))))
    },
    FunctionDeclaration(
      name: "network",
      arguments: [
        Argument("m", .either(.integer(1...), .table), "A minimum, a saddle, or the id of one.")
      ],
      returns: "network", summary: "The network at a stationary point, in float64.",
      example: """
        local d = data.xor()
        local net = nn.Sequential{nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 2)}
        local atlas = landscape.open(":memory:",
          {net = net, loss = loss.cross_entropy() + loss.l2(0.01), data = d})
        atlas:basin_hop{steps = 3}
        print(atlas:network(1):accuracy(d.x, d.y))
        """
    ) { call in
      let object = receiver(call)
      guard let id = call["m"].asInteger ?? call["m"].asTable?["id"].asInteger else {
        throw MessageError("atlas:network: 'm' must be a minimum, a saddle, or the id of one")
      }
      return .object(try object.network(at: object.atlas.coordinates(ofPoint: id)))
    },
    FunctionDeclaration(
      name: "runs", returns: .list(.record(runRecord)),
      summary:
        "The searches so far; one that is not finished goes on when it is called again with its options. Where ranks search together each has a row of its own "
        + "for its share. Times are seconds since 1970.",
      example: atlasExample + "print(atlas:runs()[1].finished)"
    ) { call in
      let runs = try receiver(call).atlas.runs().map { run in
        LuaValue.table(
          try session.lua.record(
            runRecord,
            [
              "id": .integer(run.id), "kind": .string(run.kind), "settings": .string(run.settings),
              "seed": .integer(Int(truncatingIfNeeded: run.seed)), "tasks": .integer(run.tasks),
              "done": .integer(run.accepted), "finished": .boolean(run.isFinished),
              "rank": .integer(run.rank), "ranks": .integer(run.ranks),
              "started": .number(run.started), "ended": run.ended.map { .number($0) } ?? .nil,
              "host": run.host.map { .string($0) } ?? .nil, "version": .string(run.version),
            ]))
      }
      return .table(try session.lua.table(runs))
    },
    FunctionDeclaration(
      name: "close", summary: "Closes the file; the atlas cannot be used afterwards.",
      example: atlasExample + "atlas:close()",
      results: { call in
        try receiver(call).atlas.close()
        return []
      }),
  ]
}
