import ArgumentParser
import LuaBridge

/// Everything after the first word that is no option belongs to the script. A `--` before that word
/// tells the parser so.
enum ScriptBoundary {
  /// - Parameter valued: options that take the next word as their value.
  static func mark(_ arguments: [String], valued: Set<String>) -> [String] {
    guard let position = firstWord(arguments, valued: valued) else { return arguments }
    return Array(arguments[..<position]) + ["--"] + arguments[position...]
  }

  /// Where the first word is that is no option; nil if there is none, or `--` marks it.
  static func firstWord(_ arguments: [String], valued: Set<String>) -> Int? {
    var position = 0
    while position < arguments.count {
      let argument = arguments[position]
      if argument == "--" { return nil }
      if !argument.hasPrefix("-") || argument == "-" { return position }
      position += valued.contains(argument) ? 2 : 1
    }
    return nil
  }

  /// How many words at the beginning are these options, each with a value.
  static func lengthOfOptions(_ arguments: [String], named names: Set<String>) -> Int {
    var position = 0
    while position < arguments.count, let name = arguments[position].split(separator: "=").first,
      names.contains(String(name))
    {
      position += arguments[position].contains("=") ? 1 : 2
    }
    return min(position, arguments.count)
  }

  /// - Throws: where an option stands twice; those of one letter may.
  static func checkOnce(_ arguments: [String], valued: Set<String>) throws {
    var named = ScriptParameters.Named()
    var position = 0
    while position < arguments.count, arguments[position] != "--" {
      let argument = arguments[position]
      if argument.hasPrefix("--") {
        do { try named.note(String(argument.dropFirst(2).prefix { $0 != "=" })) } catch {
          throw ValidationError("\(error)")
        }
      }
      position += valued.contains(argument) ? 2 : 1
    }
  }

  /// The letters of options such as `-e` and `-l`, in order, whose values may be joined to them.
  static func letters(_ arguments: [String], valued: Set<String>) -> [Character] {
    var letters: [Character] = []
    var position = 0
    while position < arguments.count {
      let argument = arguments[position]
      if argument == "--" || !argument.hasPrefix("-") || argument == "-" { break }
      if !argument.hasPrefix("--") { letters.append(argument.dropFirst().first ?? "-") }
      position += valued.contains(argument) ? 2 : 1
    }
    return letters
  }
}
