import ArgumentParser
import LuaBridge
import REPL
import Recipes

/// `tarn recipe …`: recipes by name.
struct RecipeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tarn recipe",
    abstract: "Recipes: Lua files with named parameters.",
    discussion: """
      They are found in ./recipes, in $XDG_DATA_HOME/tarn/recipes, where luarocks puts them, and in the standard \
      library.
      """,
    subcommands: [List.self, Show.self, Run.self, New.self, Check.self, Install.self])

  static var shelf: RecipeShelf { RecipeShelf(TarnEnvironment.make(memory: nil).searchPath()) }

  /// Runs what may fail; a failure is told, and becomes the exit code.
  static func guarded(_ status: Int32 = Session.Status.failed, _ body: () throws -> Void) throws {
    do { try body() } catch {
      Session.complain("tarn: \(error)")
      throw ExitCode(status)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List all recipes; none of them is run.")

    func run() { print(RecipeCommand.shelf.list) }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print a recipe.")

    @ArgumentParser.Argument(help: "Name, or path of the file.") var name: String

    func run() throws {
      try RecipeCommand.guarded(Session.Status.wrongUsage) {
        let path = try RecipeCommand.shelf.file(name)
        print("-- \(path)")
        print(try SourceFile.read(path), terminator: "")
      }
    }
  }

  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run a recipe.",
      usage: """
        tarn recipe run [options] name [--parameter value ...]
        tarn recipe run --from result.json [--parameter value ...]
        """,
      discussion: """
        --help after the name lists the recipe's parameters. The result is saved as NAME-SEED.json, with all that \
        is needed to repeat it; a file of that name with another run in it is left alone, and the result is then \
        NAME-SEED-2.json, and so on. Options may also stand after the name, where the recipe has no parameter of \
        that name.
        """)

    @ArgumentParser.Option(help: ArgumentHelp("Folder of the saved result.", valueName: "folder"))
    var results: String?
    @ArgumentParser.Option(help: ArgumentHelp("Repeat a saved run.", valueName: "result.json"))
    var from: String?
    @ArgumentParser.Option(help: ArgumentHelp("The session's seed.", valueName: "n"))
    var seed: String?

    @OptionGroup var limit: MemoryLimit
    @OptionGroup var threads: ThreadCount

    @ArgumentParser.Argument(
      parsing: .postTerminator,
      help: ArgumentHelp("Name or path, then parameters.", valueName: "name"))
    var arguments: [String] = []

    private static let valued: Set<String> = [
      "--results", "--from", "--seed", "--memory", "--threads",
    ]

    /// What follows the command's own options is the recipe's: a name, or parameters of the run that is repeated.
    static func marked(_ arguments: [String]) -> [String] {
      var position = 0
      while position < arguments.count, arguments[position].hasPrefix("-") {
        let name = String(arguments[position].prefix { $0 != "=" })
        guard valued.contains(name) || !arguments[..<position].contains(where: isFrom) else {
          break
        }
        if arguments[position] == "--" { return arguments }
        position += valued.contains(arguments[position]) ? 2 : 1
      }
      guard position < arguments.count else { return arguments }
      return Array(arguments[..<position]) + ["--"] + arguments[position...]
    }

    private static func isFrom(_ argument: String) -> Bool {
      argument == "--from" || argument.hasPrefix("--from=")
    }

    func validate() throws {
      if arguments.isEmpty, from == nil {
        throw ValidationError("which recipe? (tarn recipe list shows them)")
      }
    }

    func run() throws {
      RecipeRun.followStarter()
      threads.apply()
      var arguments = arguments[...]
      let name = arguments.first.flatMap { $0.hasPrefix("-") ? nil : $0 }
      if name != nil { arguments.removeFirst() }
      let environment = TarnEnvironment.make(memory: limit.bytes)
      var path = ""
      var options = RecipeRun.Options()
      try RecipeCommand.guarded(Session.Status.wrongUsage) {
        for (key, value) in [("results", results), ("from", from), ("seed", seed)] {
          if let value { try options.set(key, value) }
        }
        let shelf = RecipeShelf(environment.searchPath())
        path = try name.map { try shelf.file($0) } ?? RecipeRun.file(from: from ?? "", shelf: shelf)
      }
      let session = Session(environment)
      throw ExitCode(
        session.runRecipe(path, arguments: Array(arguments), options: options))
    }
  }
}
