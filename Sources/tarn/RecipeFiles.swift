import ArgumentParser
import LuaBridge
import REPL
import Recipes

/// The subcommands of `tarn recipe` that make and look at files.
extension RecipeCommand {
  struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a recipe, or a pack of them, to begin with.",
      discussion:
        "recipes/NAME.lua; with --pack a folder NAME with pack.lua, recipes, tests and a rockspec.")

    @ArgumentParser.Argument(help: "Letters, digits and underscores.") var name: String
    @Flag(help: "A pack.") var pack = false

    func run() throws {
      try RecipeCommand.guarded {
        let paths = try pack ? RecipeTemplate.pack(name) : [RecipeTemplate.recipe(name)]
        print(paths.joined(separator: "\n"))
      }
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check that a file is a recipe; its work is not done.")

    @ArgumentParser.Argument(help: "Name, or path of the file.") var name: String

    func run() throws {
      var path = ""
      try RecipeCommand.guarded(Session.Status.wrongUsage) {
        path = try RecipeCommand.shelf.file(name)
      }
      Interrupt.install()
      let session = Session(TarnEnvironment.make(memory: nil))
      throw ExitCode(
        session.withLua(script: path) { lua in
          let check = try lua.interruptible { try RecipeCheck(path, lua) }
          for note in check.notes { print("note: \(note)") }
          let count = check.recipe.parameters.parameters.count
          print("\(path) is a recipe, with \(count) \(count == 1 ? "parameter" : "parameters")")
        })
    }
  }

  struct Install: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Install a pack of recipes.",
      discussion: """
        A pack is a folder with pack.lua, recipes and tests, or a .tar.gz of it. Its recipes go to \
        $XDG_DATA_HOME/tarn/recipes.
        """)

    @ArgumentParser.Argument(help: "The folder, or the file.") var source: String

    func run() throws {
      try RecipeCommand.guarded {
        let environment = TarnEnvironment.make(memory: nil)
        let user = environment.searchPath().userFolder
        Interrupt.install()
        let pack = try Pack.install(source, to: user) { path in
          let lua = try environment.makeLua(script: path, folders: [source])
          defer { lua.close() }
          _ = try lua.interruptible { try RecipeCheck(path, lua) }
        }
        print("installed \(pack.name) \(pack.version): \(pack.recipes.joined(separator: ", "))")
      }
    }
  }
}
