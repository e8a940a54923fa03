import Atlases
import Certificates
import LuaBridge
import Settings

/// `atlas:verify`: proofs of all stored points.
func verifyMethod(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    of: CertificateOptions.self, session,
    options: [
      Option("progress", .boolean, default: true, "Whether a bar is shown on a terminal.")
    ],
    returns: "table",
    note:
      "Gives {proved (how many), failed (a list of {id, kind, reason}), seconds, largest_distance (of a stored point from the "
      + "stationary one)}. Bounds are rounded outward and hold for the traced energy in exact arithmetic.",
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
        try session.lua.table(fields: [
          "id": .integer(point.id), "kind": .string(point.kind.rawValue),
          "reason": .string(point.reason),
        ]))
    }
    return .table(
      try session.lua.table(fields: [
        "proved": .integer(report.proved), "failed": .table(try session.lua.table(failed)),
        "seconds": .number(report.seconds), "largest_distance": .number(report.largestDistance),
      ]))
  }
}
