import ArgumentParser
import NetworkFiles
import Tensors
import Verification

/// `tarn verify model.onnx spec.vnnlib`: the verdict, and a counterexample if there is one, as the
/// neural-network verification competition wants them.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tarn verify",
    abstract: "Proves or refutes a property of a network.",
    discussion: """
      The first line of the output is the verdict: unsat (the property holds), sat (it does not; a \
      counterexample follows), timeout or unknown.
      """)

  @Argument(help: "A network: .onnx, .nnet, .safetensors or .npz.") var model: String
  @Argument(help: "What it must not do: .vnnlib.") var specification: String

  @Option(help: ArgumentHelp("Gives up after so many seconds.", valueName: "seconds"))
  var timeout: Double?

  @Option(help: "Threads; all cores unless given.")
  var workers: Int?

  @Option(help: "Seed of the attack.")
  var seed: UInt64 = 0

  @Flag(
    inversion: .prefixedNo,
    help: "Whether unsat is proved against rounding too, not in real arithmetic alone.")
  var sound = true

  @OptionGroup var limit: MemoryLimit

  func validate() throws {
    if let timeout, !(timeout > 0) {
      throw ValidationError("--timeout must be above 0, got \(timeout)")
    }
    if let workers, !(1...1024).contains(workers) {
      throw ValidationError("--workers must be from 1 to 1024, got \(workers)")
    }
  }

  func run() throws {
    if let bytes = limit.bytes { Memory.limit = bytes }
    do {
      let specification = try Specification(reading: specification)
      let network = try NetworkFile.load(model)
      let options = VerifierOptions(
        timeout: timeout, workers: workers ?? Threads.count, isSound: sound, seed: seed)
      let verdict = try Verifier(options)(
        Subject(network, inputs: specification.inputs), specification)
      print(verdict.status.rawValue)
      if let found = verdict.counterexample { print(found.text) }
    } catch {
      UsageMessage.write("tarn verify: \(error)")
      throw ExitCode(1)
    }
  }
}
