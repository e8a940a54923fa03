import ArgumentParser
import Foundation
import REPL
import Settings

/// Subcommands by their first word. Whatever else comes first is an option or a script.
enum CommandTable {
  static let subcommands: [String: any ParsableCommand.Type] = [
    "doc": DocCommand.self, "merge": MergeCommand.self, "meta": MetaCommand.self,
    "recipe": RecipeCommand.self,
    "test": TestCommand.self, "verify": VerifyCommand.self,
  ]

  /// Options that subcommands take as the program does; both have a value.
  private static let shared: Set<String> = ["--memory", "--threads"]

  static func run(_ arguments: [String]) {
    // Options of the program may stand before a subcommand.
    let leading = arguments.prefix(ScriptBoundary.lengthOfOptions(arguments, named: shared))
    let words = arguments.dropFirst(leading.count)
    guard let first = words.first, let command = subcommands[first] else {
      if let first = words.first, let name = misspelled(first) {
        Session.complain("tarn: no file '\(first)'; did you mean tarn \(name)?")
        TarnCommand.exit(withError: ExitCode(2))
      }
      let marked = ScriptBoundary.mark(arguments, valued: TarnCommand.valued)
      return finish(TarnCommand.self, marked)
    }
    var rest = Array(words.dropFirst())
    if first == "recipe", rest.first == "run" {
      rest = ["run"] + RecipeCommand.Run.marked(Array(leading) + rest.dropFirst())
    } else if !["recipe", "doc", "meta"].contains(first) {
      // What these do takes neither time nor memory.
      rest = leading + rest
    }
    finish(command, rest)
  }

  /// The subcommand that a word may have meant which is no file.
  private static func misspelled(_ word: String) -> String? {
    guard !word.hasPrefix("-"), !word.contains("."), access(word, F_OK) != 0 else { return nil }
    return NearestName.find(word, in: Array(subcommands.keys))
  }

  /// Exit code 2 for wrong usage, whatever the parser would have chosen.
  private static func finish(_ type: any ParsableCommand.Type, _ arguments: [String]) {
    do {
      try ScriptBoundary.checkOnce(arguments, valued: TarnCommand.valued)
      var arguments = arguments
      let declared = type as? any DeclaredCommand.Type
      let given = try declared.map {
        try DeclaredFlags(declaration: $0.declaration).extract(from: &arguments)
      }
      var command = try type.parseAsRoot(arguments)
      if let given, var own = command as? any DeclaredCommand {
        own.given = given
        command = own
      }
      if var own = command as? TarnCommand {
        own.order = ScriptBoundary.letters(arguments, valued: TarnCommand.valued)
        command = own
      }
      try command.run()
    } catch {
      let code = type.exitCode(for: error)
      if code == .validationFailure {
        UsageMessage.write(type.fullMessage(for: error))
        TarnCommand.exit(withError: ExitCode(2))
      }
      type.exit(withError: error)
    }
  }
}
