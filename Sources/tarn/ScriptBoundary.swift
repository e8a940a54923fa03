/// Everything after the first word that is no option belongs to the script. A `--` before that word
/// tells the parser so.
enum ScriptBoundary {
  /// - Parameter valued: options that take the next word as their value.
  static func mark(_ arguments: [String], valued: Set<String>) -> [String] {
    var position = 0
    while position < arguments.count {
      let argument = arguments[position]
      if argument == "--" { return arguments }
      if !argument.hasPrefix("-") || argument == "-" {
        return Array(arguments[..<position]) + ["--"] + arguments[position...]
      }
      position += valued.contains(argument) ? 2 : 1
    }
    return arguments
  }
}
