import ArgumentParser
import Atlases
import Settings

/// `tarn merge out a b ...`: what several atlases have found, in one.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tarn merge",
    abstract: "Merges atlases of one objective into one.",
    usage: "tarn merge <out> <atlas> ...",
    discussion: """
      Points that several have become one, each run counts once: merging again changes nothing, and the order changes \
      nothing but the numbers of points. An atlas that is there already takes what it does not have. All or nothing is \
      merged. Where the symmetry of the atlases is a Lua function: landscape.merge.
      """)

  @Argument(help: "The atlas that takes them, made if it is not there.") var out: String
  @Argument(help: "Atlases, such as those of the tasks of a job array.") var atlases: [String] = []

  func validate() throws {
    if atlases.isEmpty {
      throw ValidationError("what is to be merged into \(out)? (tarn merge out a b ...)")
    }
  }

  func run() throws {
    do {
      let report = try Atlas.merge(atlases, into: out)
      print(
        "\(out): \(report.minima) minima, \(report.saddles) saddles; \(report.new) new and \(report.known) known points, "
          + "\(report.runs) new runs")
      for (column, count) in report.conflicts.sorted(by: { $0.key < $1.key }) {
        print("column \(column): \(count) points had another number, which was not taken")
      }
    } catch {
      UsageMessage.write("tarn merge: \(error)")
      throw ExitCode(1)
    }
  }
}
