import Atlases
import Certificates
import LuaBridge
import Settings

private let unprovedRecord = RecordDeclaration(
  "unproved point", "A stored point that could not be proved.",
  [
    RecordField("id", "integer", "Its number."),
    RecordField("kind", "string", "minimum or saddle."),
    RecordField("reason", "string", "Why."),
  ])

private let verificationRecord = RecordDeclaration(
  "verification", "Proofs of all stored points.",
  [
    RecordField("proved", "integer", "How many."),
    RecordField("failed", .list(.record(unprovedRecord)), "The others."),
    RecordField("seconds", "number", "Time taken."),
    RecordField("largest_distance", "number", "Of a stored point from the stationary one."),
  ])

/// `atlas:verify`: proofs of all stored points.
func verifyMethod(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    of: CertificateOptions.self, session,
    options: [
      Option("progress", .boolean, default: true, "Whether a bar is shown on a terminal.")
    ],
    returns: .record(verificationRecord),
    note:
      "Bounds are rounded outward and hold for the traced energy in exact arithmetic.",
    example: atlasExample + "print(atlas:verify().proved)"
  ) { call, given in
    let object: AtlasObject = call.receiver()
    var options = given
    if !call.has("workers") { options.workers = session.threads }
    var bar: ProgressBar?
    defer { bar?.finish() }
    let isShown = call.boolean("progress")
    let report = try object.atlas.verify(options) { done, asked in
      guard isShown else { return }
      if bar == nil { bar = ProgressBar(total: asked, label: "verify") }
      bar?.update(done)
    }
    let failed = try report.failed.map { point in
      LuaValue.table(
        try session.lua.record(
          unprovedRecord,
          [
            "id": .integer(point.id), "kind": .string(point.kind.rawValue),
            "reason": .string(point.reason),
          ]))
    }
    return .table(
      try session.lua.record(
        verificationRecord,
        [
          "proved": .integer(report.proved), "failed": .table(try session.lua.table(failed)),
          "seconds": .number(report.seconds), "largest_distance": .number(report.largestDistance),
        ]))
  }
}
