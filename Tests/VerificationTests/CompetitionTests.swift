import Foundation
import NetworkFiles
import Tensors
import TestSupport
import Testing
import Verification

/// Cases of the verification competition.
@Suite struct CompetitionTests {
  private static let folder = Repository.shared.appending(path: "vnncomp")

  private static func verdict(
    _ set: String, _ model: String, _ property: String, _ options: VerifierOptions
  ) throws -> Verdict {
    let folder = folder.appending(path: set)
    let specification = try Specification(
      reading: folder.appending(path: "vnnlib/\(property)").path)
    let network = try NetworkFile.load(folder.appending(path: "onnx/\(model)").path)
    return try Verifier(options)(
      Subject(network, inputs: specification.inputs), specification)
  }

  /// Seconds for each case; with enough of them all that hold are proved.
  private static let seconds =
    ProcessInfo.processInfo.environment["TARN_PROOF_SECONDS"].flatMap(Double.init)

  /// With the search for counterexamples off, a property that does not hold is proved by no bounds, and those that
  /// hold are as before. Where a proof takes long, nothing is said.
  @Test(.needsShared("vnncomp")) func proofsNeedNoAttack() throws {
    let table = try String(
      contentsOf: Self.folder.appending(path: "expected.csv"), encoding: .utf8)
    var (proved, expected) = (0, 0)
    for line in table.split(whereSeparator: \.isNewline).dropFirst() {
      let cells = line.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      try #require(cells.count == 5)
      var options = VerifierOptions(timeout: Self.seconds ?? 1, workers: 2)
      options.refutes = false
      let verdict = try Self.verdict(cells[0], cells[1], cells[2], options)
      #expect(verdict.status != .sat)
      if cells[4] == "unsat" { expected += 1 }
      if verdict.status == .unsat {
        #expect(cells[4] == "unsat", "\(line)")
        proved += 1
      }
    }
    #expect(Self.seconds == nil ? proved >= 10 : proved == expected)
  }
}
