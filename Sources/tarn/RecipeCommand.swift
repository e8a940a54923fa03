import ArgumentParser
import REPL

/// `tarn recipe …`: recipes by name.
struct RecipeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tarn recipe",
    abstract: "Recipes: Lua files with named parameters.",
    discussion: """
      They are found in ./recipes, in $XDG_DATA_HOME/tarn/recipes and in the standard library.
      """,
    subcommands: [List.self, Show.self, Run.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List all recipes.")

    func run() throws {
      throw ExitCode(RecipeShelf(TarnEnvironment.make(memory: nil)).list())
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print a recipe.")

    @Argument(help: "Name, or path of the file.") var name: String

    func run() throws {
      throw ExitCode(RecipeShelf(TarnEnvironment.make(memory: nil)).show(name))
    }
  }

  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run a recipe.",
      usage: "tarn recipe run [--memory <size>] name [--parameter value ...]",
      discussion: "--help after the name lists the recipe's parameters.")

    @OptionGroup var limit: MemoryLimit

    @Argument(
      parsing: .postTerminator,
      help: ArgumentHelp("Name or path, then parameters.", valueName: "name"))
    var arguments: [String] = []

    func validate() throws {
      if arguments.isEmpty {
        throw ValidationError("which recipe? (tarn recipe list shows them)")
      }
    }

    func run() throws {
      let shelf = RecipeShelf(TarnEnvironment.make(memory: limit.bytes))
      throw ExitCode(shelf.run(arguments[0], arguments: Array(arguments.dropFirst())))
    }
  }
}
