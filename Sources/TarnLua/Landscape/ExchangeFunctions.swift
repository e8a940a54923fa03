import Atlases
import Landscape
import LuaBridge

private let importedSaddles = RecordDeclaration(
  "import of saddles", plural: "imports of saddles", "What was done with transition states.",
  [
    RecordField("imported", "integer", "New in the atlas."),
    RecordField("known", "integer", "The atlas had them before."),
    RecordField("invalid", "integer", "The other program itself calls them invalid; not stored."),
    RecordField("failed", "integer", "Not proved, so not stored."),
    RecordField("failures", .byName("integer"), "The same, counted by reason."),
    RecordField("new_minima", "integer", "Minima below them that were not among the file's."),
  ])

private let importRecord = RecordDeclaration(
  "import", "What was done with minima of another program.",
  [
    RecordField("imported", "integer", "New in the atlas."),
    RecordField("known", "integer", "The atlas had them before."),
    RecordField("invalid", "integer", "The other program itself calls them invalid; not stored."),
    RecordField("failed", "integer", "Not proved, so not stored."),
    RecordField("failures", .byName("integer"), "The same, counted by reason."),
    RecordField("notes", .list("string"), "What the files have that was left out."),
    RecordField(
      "energy_difference", "number", optional: true,
      "With an energy: the largest difference between it and the file's."),
    RecordField("saddles", .record(importedSaddles), "The same of transition states."),
  ])

/// `landscape.import`: minima and transition states of other programs.
func importFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "import",
    arguments: [
      Argument(
        "path", .path(.write),
        "The atlas: an SQLite file, made if it is not there; \":memory:\" for none.")
    ],
    options: [
      Option(
        "minima", .path(.read),
        "The file with the minima (for PATHSAMPLE and topsearch: min.data, or its folder); without it, an atlas that was "
          + "imported before is opened."),
      Option(
        "saddles", .either(.path(.read), .boolean), default: true,
        "The file with the transition states (for PATHSAMPLE and topsearch: ts.data, or its folder); true: where that "
          + "program keeps them beside the minima, if it does; false: none."),
      Option("format", formats, shownDefault: "as the file looks", "Whose file it is."),
    ] + landscapeOptions + [
      Option(
        "workers", .integer(1...1024),
        "Threads that prove points, where there is an energy; the session's unless given."),
      Option("progress", .boolean, default: true, "Whether a bar is shown on a terminal."),
    ], returns: .several(["atlas", .record(importRecord)]),
    summary:
      "Puts the minima and transition states of another program into an atlas; returns it, and what was done. With net, loss and data, or energy and dim, every point is refined and proved, and stored only if "
      + "it is proved, a transition state with the minima to which its paths down lead. Without them points are stored as they are, with proof = \"imported\": what evaluates the energy is then "
      + "an error. Points of one file are not compared with each other, those that the atlas had before are. A csv file has the "
      + "energy first, then the coordinates, or a header with energy, x1, x2, ... and further columns; that of transition "
      + "states, minima.saddles.csv beside minima.csv, has the columns minimum1 and minimum2 as well: ids of minima.",
    example: """
      local path = os.tmpname()
      io.open(path, "w"):write("energy,x1,x2,size\\n-1,0.5,2,7\\n-3,1,4,9\\n"):close()
      local atlas, report = landscape.import(":memory:", {minima = path, format = "csv"})
      print(report.imported, atlas:column("size"))
      os.remove(path)
      """,
    results: { call in
      let (object, report) = try imported(call, session)
      func table(_ counts: [String: Int]) throws -> LuaValue {
        .table(try session.lua.table(fields: counts.mapValues { .integer($0) }))
      }
      let notes = try session.lua.table(report.notes.map { .string($0) })
      let saddles = report.saddles
      return [
        .object(object),
        .table(
          try session.lua.record(
            importRecord,
            [
              "imported": .integer(report.imported), "known": .integer(report.known),
              "invalid": .integer(report.invalid), "failed": .integer(report.failed),
              "failures": try table(report.failures), "notes": .table(notes),
              "energy_difference": report.energyDifference.map { .number($0) } ?? .nil,
              "saddles": .table(
                try session.lua.record(
                  importedSaddles,
                  [
                    "imported": .integer(saddles.imported), "known": .integer(saddles.known),
                    "invalid": .integer(saddles.invalid), "failed": .integer(saddles.failed),
                    "failures": try table(saddles.failures),
                    "new_minima": .integer(saddles.newMinima),
                  ])),
            ])),
      ]
    })
}

/// `atlas:export`.
func exportMethod() -> FunctionDeclaration {
  FunctionDeclaration(
    name: "export",
    arguments: [
      Argument("format", formats, "Whose files."),
      Argument(
        "path", .path(.write),
        "The file; for \"pathsample\" and \"topsearch\" a folder, which is made if it is not there."
      ),
    ], returns: "integer, integer",
    summary:
      "Writes the minima and the transition states for another program, in the order of their ids, and returns how many of "
      + "both. csv: energy, id, hits, multiplicity, lowest_eigenvalue, all other columns and x1, x2, ..., from which "
      + "landscape.import reads the same bits; transition states stand in name.saddles.csv beside name.csv, with minimum1 and "
      + "minimum2, ids of minima. pathsample: min.data (energy, log of the determinant of the Hessian, point group order, "
      + "moments of inertia), points.min, ts.data and points.ts; pele: its database; topsearch: min.data, min.coords, ts.data "
      + "and ts.coords, with only the lowest transition state between each two minima.",
    example: atlasExample + """
      local path = os.tmpname()
      print(atlas:export("csv", path))
      os.remove(path)
      """,
    results: { call in
      let object: AtlasObject = call.receiver()
      let written = try object.atlas.export(
        call.exchangeFormat("format")!, to: call.string("path"))
      return [.integer(written.minima), .integer(written.saddles)]
    })
}

private var formats: ValueType { .oneOf(ExchangeFormat.allCases.map(\.rawValue)) }

private func imported(
  _ call: Call, _ session: Session
) throws -> (AtlasObject, ImportReport) {
  let format = call.exchangeFormat("format")
  if call.has("saddles"), !call.has("minima") {
    throw MessageError(
      "landscape.import: option 'saddles' needs 'minima', the file with the minima below them")
  }
  guard ["net", "loss", "data", "energy", "dim"].contains(where: { call.has($0) }) else {
    let (atlas, report) = try Atlas.importing(
      path: call.string("path"), minima: call.optionalString("minima"), saddles: saddles(call),
      format: format, symmetry: try symmetryWithoutEnergy(call))
    return (AtlasObject(atlas, nil), report)
  }
  guard let minima = call.optionalString("minima") else {
    throw MessageError(
      "landscape.import: option 'minima' is missing, the file that is to be imported")
  }
  let object = try openAtlas(call, session)
  var bar: ProgressBar?
  defer { bar?.finish() }
  let isShown = call.boolean("progress")
  let report = try object.atlas.importProving(
    minima: minima, saddles: saddles(call), format: format,
    workers: call.optionalInteger("workers") ?? session.threads
  ) { done, all in
    guard isShown else { return }
    if bar == nil { bar = ProgressBar(total: all, label: "import") }
    bar?.update(done)
  }
  return (object, report)
}

private func saddles(_ call: Call) -> SaddleSource {
  if let path = call.optionalString("saddles") { return .file(path) }
  return call.optionalBoolean("saddles") == false ? .none : .beside
}

extension Call {
  fileprivate func exchangeFormat(_ name: String) -> ExchangeFormat? {
    optionalString(name).flatMap(ExchangeFormat.init(rawValue:))
  }
}

/// The symmetry that is said of points whose energy is not known: it cannot be tried.
private func symmetryWithoutEnergy(_ call: Call) throws -> any Symmetry {
  if call.optionalFunction("symmetry") != nil {
    throw MessageError(
      "landscape.import: a function as 'symmetry' needs an energy to be tried on")
  }
  guard call.optionalString("symmetry") == "rigid" else { return NoSymmetry() }
  guard let particles = call.optionalInteger("particles") else {
    throw MessageError("landscape.import: symmetry = \"rigid\" needs 'particles', their number")
  }
  return RigidSymmetry(
    particles: particles, dimension: call.optionalInteger("dimension") ?? 3)
}
