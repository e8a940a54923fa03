/// How strings and numbers are written into a gnuplot script so that they mean only themselves.
enum GnuplotText {
  /// A gnuplot string expression for `text`.
  ///
  /// Single quotes are the only quotes in which gnuplot neither runs back-quoted shell commands nor
  /// reads backslashes, but they can hold neither a line break nor, at their start, a single quote:
  /// those two are joined in as `"\n"` and `"'"`.
  /// Control characters, which would break the script or the picture, become spaces.
  static func quoted(_ text: String) -> String {
    var parts: [String] = []
    var plain = ""
    func endPlain() {
      if !plain.isEmpty { parts.append("'\(plain)'") }
      plain = ""
    }
    for character in text {
      if character.isNewline || character == "'" {
        endPlain()
        parts.append(character == "'" ? "\"'\"" : "\"\\n\"")
      } else {
        for scalar in character.unicodeScalars {
          // A combining mark may hide a quote from the test above.
          switch (scalar, scalar.properties.generalCategory) {
          case ("'", _):
            endPlain()
            parts.append("\"'\"")
          case (_, .control): plain += " "
          default: plain.unicodeScalars.append(scalar)
          }
        }
      }
    }
    endPlain()
    return parts.isEmpty ? "''" : parts.joined(separator: ".")
  }

  /// The shortest decimal that reads back as `value`; `NaN`, which gnuplot leaves out, for what is
  /// not finite.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "NaN" }
    return value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
  }
}
