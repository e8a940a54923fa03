import Atlases
import Foundation
import LuaBridge
import Ranks

private let mergeRecord = RecordDeclaration(
  "merge", "What several atlases have together.",
  [
    RecordField("minima", "integer", "In the result."),
    RecordField("saddles", "integer", "In the result."),
    RecordField("new", "integer", "Points that it did not have."),
    RecordField("known", "integer", "Points that it had."),
    RecordField("runs", "integer", "New runs."),
    RecordField(
      "conflicts", .byName("integer"), "For each column, the numbers that another one had kept out."
    ),
  ])

/// `landscape.merge`.
func mergeFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "merge",
    arguments: [
      Argument("paths", .list(of: .path(.read)), "Atlases of one objective."),
      Argument("out", .path(.write), "The atlas that takes them, made if it is not there."),
    ], options: landscapeOptions, returns: .record(mergeRecord),
    summary:
      "Brings what several atlases have into one. A point that several have is "
      + "one, with the hits of all their runs; each run counts once, so that merging a file again changes nothing, and the "
      + "order changes nothing but ids. Of a column the number that came first stays, and conflicts counts the others. A search "
      + "that was not finished goes on in its own file only. The energy (net, loss and data, or energy and dim) is needed where "
      + "the symmetry is a function, and checks the files where it is given.",
    example: """
      local a, b, out = os.tmpname(), os.tmpname(), os.tmpname()
      for seed, path in ipairs{a, b} do
        os.remove(path)
        local atlas = landscape.open(path, {energy = function(x)
          return (x * x - 1):square():sum() + 0.1 * x:sum() end, dim = 2})
        atlas:multistart{points = 10, seed = seed}
        atlas:close()
      end
      os.remove(out)
      print(landscape.merge({a, b}, out).minima)
      for _, path in ipairs{a, b, out} do os.remove(path) end
      """
  ) { call in
    let paths = call.list("paths").compactMap(\.asString)
    let out = call.string("out")
    let hasEnergy = ["net", "loss", "data", "energy", "dim"].contains { call.has($0) }
    let world = World.current
    var report = MergeReport()
    try world.together(at: "landscape.merge into \(out)") {
      guard world.rank == 0 else { return }
      report = try World.alone {
        try Atlas.merge(
          paths, into: out,
          open: hasEnergy ? { try openAtlas(call, session, path: $0).atlas } : nil)
      }
    }
    if world.ranks > 1 {
      let bytes = try JSONEncoder().encode(report)
      report = try JSONDecoder().decode(MergeReport.self, from: world.broadcast(bytes))
    }
    return .table(
      try session.lua.record(
        mergeRecord,
        [
          "minima": .integer(report.minima), "saddles": .integer(report.saddles),
          "new": .integer(report.new), "known": .integer(report.known),
          "runs": .integer(report.runs),
          "conflicts": .table(
            try session.lua.table(fields: report.conflicts.mapValues { .integer($0) })),
        ]))
  }
}
