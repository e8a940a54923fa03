import ArgumentParser
import NetworkFiles
import Settings
import Tensors
import Verification

/// `tarn verify model.onnx spec.vnnlib`: the verdict, and a counterexample if there is one, as the
/// neural-network verification competition wants them.
struct VerifyCommand: DeclaredCommand {
  static let configuration = CommandConfiguration(
    commandName: "tarn verify",
    abstract: "Proves or refutes a property of a network.",
    discussion: """
      The first line of the output is the verdict: unsat (the property holds), sat (it does not; a \
      counterexample follows), timeout or unknown.

      \(DeclaredFlags(declaration: declaration).help)
      """)

  @Argument(help: "A network: .onnx, .nnet, .safetensors or .npz.") var model: String
  @Argument(help: "What it must not do: .vnnlib.") var specification: String

  @OptionGroup var limit: MemoryLimit
  @OptionGroup var threads: ThreadCount

  static let declaration = VerifierOptions.declaration
  var given: [String: SettingValue] = [:]

  private enum CodingKeys: CodingKey { case model, specification, limit, threads }

  func run() throws {
    threads.apply()
    if let bytes = limit.bytes { Memory.limit = bytes }
    ResidentMemory.watch()
    do {
      var options = try VerifierOptions.make(given)
      if given["workers"] == nil { options.workers = Threads.count }
      // Reading counts, too.
      try Cancellation.within(seconds: options.timeout) {
        let specification = try Specification(reading: specification)
        let network = try NetworkFile.load(model)
        let verdict = try Verifier(options)(
          Subject(network, inputs: specification.inputs), specification)
        print(verdict.status.rawValue)
        if let found = verdict.counterexample { print(found.text) }
      }
    } catch is OutOfTime {
      print(Verdict.Status.timeout.rawValue)
    } catch {
      UsageMessage.write("tarn verify: \(error)")
      throw ExitCode(1)
    }
  }
}
