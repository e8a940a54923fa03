import CKernels
import Foundation
import LuaBridge
import Tensors

private let sessionInfo = RecordDeclaration(
  "session info", "What a result depends on.",
  [
    RecordField("version", "string", "Of Tarn."),
    RecordField(
      "commit", "string",
      "That the checkout was at when the program was built; \"unknown\" without one."),
    RecordField("cpu", "string", "The level of the instructions that kernels use."),
    RecordField("blas", "string", "The kernel of the BLAS."),
    RecordField("threads", "integer", "That long work uses."),
    RecordField("seed", "integer", "Of the session."),
  ])

/// `tarn.info()`: what a result depends on.
func infoFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "info", returns: .record(sessionInfo),
    summary: """
      What a result depends on: version, commit (that the checkout was at when the program was built; "unknown" \
      without one), cpu (level of the instructions that kernels use), blas (kernel of the BLAS), threads, seed.
      """,
    example: "print(tarn.info().version)"
  ) { call in
    .table(
      try call.lua.record(
        sessionInfo,
        fields: [
          "version": .string(TarnLua.version),
          "commit": .string(
            session.standardLibrary.flatMap { Checkout.commit(above: $0) } ?? "unknown"),
          "cpu": .string(String(cString: tarn_cpu_level())),
          "blas": .string(String(cString: tarn_blas_kernel())),
          "threads": .integer(session.threads),
          "seed": .integer(Int(Int64(bitPattern: session.seed))),
        ]))
  }
}

/// The repository that the standard library lies in.
private enum Checkout {
  /// The commit that was checked out when the program was built, as far as the repository's log goes back; nil if there is
  /// no repository.
  static func commit(above library: String) -> String? {
    let root = URL(fileURLWithPath: library).deletingLastPathComponent()
    func text(_ url: URL) -> String? {
      (try? String(contentsOf: url, encoding: .utf8))?
        .trimmingCharacters(in: .whitespacesAndNewlines)
    }
    var folder = root.appendingPathComponent(".git")
    // A work tree of its own names its folder.
    if let link = text(folder), link.hasPrefix("gitdir: ") {
      folder = URL(fileURLWithPath: String(link.dropFirst(8)), relativeTo: root)
    }
    if let commit = logged(text(folder.appendingPathComponent("logs/HEAD"))) { return commit }
    guard let head = text(folder.appendingPathComponent("HEAD")) else { return nil }
    guard head.hasPrefix("ref: ") else { return head }
    let name = String(head.dropFirst(5))
    let common = text(folder.appendingPathComponent("commondir"))
      .map { URL(fileURLWithPath: $0, relativeTo: folder) }
    for place in [folder, common].compactMap({ $0 }) {
      if let commit = text(place.appendingPathComponent(name)) { return commit }
      let packed = text(place.appendingPathComponent("packed-refs"))?.split(separator: "\n") ?? []
      if let line = packed.first(where: { $0.hasSuffix(" " + name) }) {
        return line.split(separator: " ").first.map(String.init)
      }
    }
    return nil
  }

  /// The latest commit of a log that is not younger than the program. A line has the commit before, the commit, who, the
  /// time in seconds since 1970, the zone, and what was done.
  private static func logged(_ log: String?) -> String? {
    let program = try? FileManager.default.attributesOfItem(
      atPath: SearchPath.currentExecutable ?? "")
    guard let log, let built = program?[.modificationDate] as? Date else { return nil }
    for line in log.split(separator: "\n").reversed() {
      let words = line.prefix { $0 != "\t" }.split(separator: " ")
      guard words.count > 4, let time = Double(words[words.count - 2]) else { continue }
      if time <= built.timeIntervalSince1970 { return String(words[1]) }
    }
    return nil
  }
}
