import Atlases
import Landscape
import LuaBridge
import Ranks
import Settings
import Tensors

/// The searches of an atlas.
func atlasSearches(_ session: Session) -> [FunctionDeclaration] {
  let progress = searchProgressOption
  return [
    FunctionDeclaration(
      of: BasinHoppingOptions.self, session,
      options: [
        Option(
          "moves", .list(of: .function),
          "Functions of a point that give another: each step makes one of them, drawn at random, instead of the built-in "
            + "moves. They are compiled; tensor.rand and the like draw anew at every step."),
        progress,
      ], returns: .record(searchRecord),
      note: searchNote, example: atlasExample + "print(atlas:basin_hop{steps = 3}.quenches)"
    ) { call, given in
      let options = settled(given, call, session, parallel: given.chains)
      return try search(call, session) { atlas, show in
        let functions = call.has("moves") ? call.list("moves").compactMap(\.asFunction) : []
        if call.has("moves"), functions.isEmpty {
          throw MessageError("basin_hop: option 'moves' is empty, expected functions")
        }
        let moves =
          functions.isEmpty
          ? nil : try LuaMoves(functions, dimension: atlas.surface.dimension, session)
        return try atlas.basinHop(options, moves: moves, progress: show)
      }
    },
    FunctionDeclaration(
      of: MultistartOptions.self, session, options: [progress], returns: .record(searchRecord),
      note: searchNote, example: atlasExample + "print(atlas:multistart{points = 5}.quenches)"
    ) { call, given in
      let options = settled(given, call, session, parallel: .max)
      return try search(call, session) { atlas, show in
        try atlas.multistart(options, progress: show)
      }
    },
    FunctionDeclaration(
      of: ParallelTemperingOptions.self, session, options: [progress],
      returns: .record(searchRecord),
      note: searchNote,
      example: atlasExample + "print(atlas:parallel_tempering{steps = 3, replicas = 2}.quenches)"
    ) { call, given in
      let options = settled(given, call, session, parallel: given.replicas)
      return try search(call, session) { atlas, show in
        try atlas.parallelTempering(options, progress: show)
      }
    },
  ]
}

var searchProgressOption: Option {
  Option("progress", .boolean, default: true, "Whether a bar is shown on a terminal.")
}

/// Seed and workers are the session's unless they are given.
/// - Parameter parallel: how many quenches can go on at once.
func settled<Options: Quenching>(
  _ given: Options, _ call: Call, _ session: Session, parallel: Int
) -> Options {
  var options = given
  options.seed = session.seed(call)
  if !call.has("workers") { options.workers = min(session.threads, parallel) }
  return options
}

private let searchNote =
  "The k-th call with equal options in a script is the k-th such run of the file: what an earlier process finished is "
  + "recognised."

private func search(
  _ call: Call, _ session: Session,
  _ body: (Atlas, (SearchProgress) throws -> Void) throws -> SearchReport
) throws -> LuaValue {
  let object: AtlasObject = call.receiver()
  let bar = SearchBar(call)
  defer { bar.finish() }
  return .table(try session.record(body(object.atlas, bar.show)))
}

/// The bar that says how far a search has come, where it is wanted.
final class SearchBar {
  private var bar: ProgressBar?
  private let isShown: Bool

  init(_ call: Call) { isShown = call.boolean("progress") }

  func show(_ progress: SearchProgress) {
    guard isShown else { return }
    let bar = self.bar ?? ProgressBar(total: progress.quenchesAsked, label: "search")
    self.bar = bar
    let saddles = progress.saddles > 0 ? ", \(progress.saddles) saddles" : ""
    bar.update(progress.quenches, note: "\(progress.minima) minima\(saddles)")
  }

  func finish() { bar?.finish() }
}

extension Session {
  /// What a search did, for Lua.
  fileprivate func record(_ report: SearchReport) throws -> LuaTable {
    let failures = try lua.table(fields: report.failures.mapValues { .integer($0) })
    let examples = try report.failedQuenches.map { failed in
      LuaValue.table(
        try lua.record(
          failedPointRecord,
          [
            "reason": .string(failed.reason.rawValue), "energy": .number(failed.energy),
            "x": wrap(.tensor(try Tensor(failed.x, dtype: .float64))),
          ]))
    }
    return try lua.record(
      searchRecord,
      [
        "run": .integer(report.run), "resumed": .boolean(report.isResumed),
        "quenches": .integer(report.quenches), "total_quenches": .integer(report.totalQuenches),
        "evaluations": .integer(report.evaluations), "new": .integer(report.newMinima),
        "failed": .integer(report.failed), "failures": .table(failures),
        "failed_points": .table(try lua.table(examples)), "step_offs": .integer(report.stepOffs),
        "acceptance": .number(report.acceptance),
        "step_size": report.stepSize.map { .number($0) } ?? .nil,
        "exchanges": report.exchanges.map { .integer($0) } ?? .nil,
      ])
  }
}
