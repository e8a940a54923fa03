import ArgumentParser
import REPL

/// `tarn`: the prompt, a script, or a chunk.
struct TarnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tarn",
    abstract: "Loss landscapes and robustness of neural networks, from Lua.",
    usage: """
      tarn [options]                      the prompt; input that is no terminal is a script
      tarn [options] script.lua [args]    a script, or a recipe with its parameters
      tarn recipe list|show|run [name]    recipes by name
      tarn merge out a.atlas b.atlas ...  atlases of one objective into one
      """,
    discussion: """
      Everything after the script belongs to the script, which finds it in the table arg and by \
      tarn.args.
      """,
    version: TarnEnvironment.version)

  @Option(
    name: .customShort("e", allowingJoined: true), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Run a chunk of Lua.", valueName: "chunk"))
  var chunks: [String] = []

  @Option(
    name: .customShort("l", allowingJoined: true),
    help: ArgumentHelp("Require a module first.", valueName: "module"))
  var modules: [String] = []

  @Flag(name: .customShort("i"), help: "Stay at the prompt afterwards; survive errors.")
  var staysInteractive = false

  @Flag(name: .customLong("no-init"), help: "Do not run the start-up file of the prompt.")
  var skipsStartUpFile = false

  @OptionGroup var limit: MemoryLimit

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("A Lua file, and what belongs to it.", valueName: "script"))
  var script: [String] = []

  /// Options that take a word.
  static let valued: Set<String> = ["-e", "-l", "--memory"]

  func run() throws {
    var plan = Session.Plan()
    plan.chunks = chunks
    plan.modules = modules
    plan.staysInteractive = staysInteractive
    plan.readsStartUpFile = !skipsStartUpFile
    plan.script = script.first
    plan.arguments = Array(script.dropFirst())
    throw ExitCode(Session(TarnEnvironment.make(memory: limit.bytes)).run(plan))
  }
}
