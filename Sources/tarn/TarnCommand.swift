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
      tarn recipe list|show|run|new|check|install
                                          recipes: Lua files with named parameters
      tarn test [dir] [--verify]          tests written in Lua
      tarn verify model.onnx spec.vnnlib  proves or refutes a property of a network
      tarn merge out a.atlas b.atlas ...  atlases of one objective into one
      tarn doc [name]                     what ?name prints at the prompt
      tarn meta                           the reference, and stubs for editors, as files
      """,
    discussion: """
      Everything after the script belongs to the script, which finds it in the table arg and by \
      tarn.args. tarn <subcommand> --help tells more about each.
      """,
    version: TarnEnvironment.version)

  @Option(
    name: .customShort("e", allowingJoined: true), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Run a chunk of Lua.", valueName: "chunk"))
  var chunks: [String] = []

  @Option(
    name: .customShort("l", allowingJoined: true),
    help: ArgumentHelp("Require a module first, into a global.", valueName: "[name=]module"))
  var modules: [String] = []

  @Flag(name: .customShort("i"), help: "Stay at the prompt afterwards; survive errors.")
  var staysInteractive = false

  @Flag(name: .customLong("no-init"), help: "Do not run the start-up file of the prompt.")
  var skipsStartUpFile = false
  @Flag(name: .customShort("v"), help: "Print the version, and go on if there is more to do.")
  var printsVersion = false

  @Flag(name: .customShort("E"), help: "Ignore LUA_PATH.")
  var ignoresEnvironment = false

  @Flag(
    name: .customShort("W"),
    help: "Turn warnings (Lua's warn) on; they are, unless a script says warn('@off').")
  var warns = false

  @Option(
    name: .customLong("color"), parsing: .unconditional,
    help: ArgumentHelp(
      "Colors of messages; auto: on a terminal, unless NO_COLOR is set.",
      valueName: "auto|always|never"))
  var color: ColorChoice = .auto

  @OptionGroup var limit: MemoryLimit
  @OptionGroup var threads: ThreadCount

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("A Lua file, and what belongs to it.", valueName: "script"))
  var script: [String] = []

  /// Options that take a word.
  static let valued: Set<String> = ["-e", "-l", "--memory", "--threads", "--color"]

  /// The letters of `-e` and `-l` as they came: chunks and modules run in that order.
  var order: [Character] = []

  private enum CodingKeys: CodingKey {
    case chunks, modules, staysInteractive, skipsStartUpFile, printsVersion, ignoresEnvironment,
      warns, color, limit, threads, script
  }

  func run() throws {
    threads.apply()
    var (chunks, modules) = (chunks[...], modules[...])
    var plan = Session.Plan()
    for letter in order {
      if letter == "e", let chunk = chunks.popFirst() { plan.steps.append(.chunk(chunk)) }
      if letter == "l", let module = modules.popFirst() { plan.steps.append(.module(module)) }
    }
    plan.staysInteractive = staysInteractive
    plan.readsStartUpFile = !skipsStartUpFile
    plan.warns = warns
    plan.script = script.first
    plan.arguments = Array(script.dropFirst())
    if printsVersion {
      print("Tarn \(TarnEnvironment.version) (Lua 5.4)")
      if plan.steps.isEmpty, script.isEmpty, !staysInteractive { return }
    }
    var environment = TarnEnvironment.make(memory: limit.bytes)
    environment.color = color.isForced
    if ignoresEnvironment {
      for name in ["LUA_PATH", "LUA_PATH_5_4"] { environment.variables[name] = nil }
    }
    throw ExitCode(Session(environment).run(plan))
  }
}
