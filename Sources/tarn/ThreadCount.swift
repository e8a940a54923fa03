import ArgumentParser
import Tensors

/// `--threads 4`
struct ThreadCount: ParsableArguments {
  @Option(
    name: .customLong("threads"), parsing: .unconditional,
    help: ArgumentHelp(
      "Threads of long work; results do not depend on it.", valueName: "n"))
  var count: Int?

  func validate() throws {
    guard let count, !(1...Threads.most).contains(count) else { return }
    throw ValidationError("--threads must be from 1 to \(Threads.most), got \(count)")
  }

  func apply() { if let count { Threads.count = count } }
}
