/// How strings and numbers are written into a gnuplot script so that they mean only themselves.
enum GnuplotText {
  /// A gnuplot string expression for `text`.
  ///
  /// Single quotes are the only quotes in which gnuplot neither runs back-quoted shell commands nor
  /// reads backslashes, but they cannot hold a line break: lines are joined by `."\n".`.
  /// Control characters, which would break the script or the picture, become spaces.
  static func quoted(_ text: String) -> String {
    let unified = text.replacingLineBreaks()
    let lines = unified.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.map { line in
      var quoted = "'"
      for scalar in line.unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control: quoted += " "
        default:
          quoted.unicodeScalars.append(scalar)
          if scalar == "'" { quoted += "'" }
        }
      }
      return quoted + "'"
    }.joined(separator: ".\"\\n\".")
  }

  /// The shortest decimal that reads back as `value`; `NaN`, which gnuplot leaves out, for what is
  /// not finite.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "NaN" }
    return value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
  }
}

extension String {
  /// CRLF, CR and the Unicode line and paragraph separators as `\n`.
  fileprivate func replacingLineBreaks() -> String {
    var result = ""
    for character in self { result.append(character.isNewline ? "\n" : character) }
    return result
  }
}
