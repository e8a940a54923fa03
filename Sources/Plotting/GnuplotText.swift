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
          // Bytes that are no UTF-8 stand in the last places of Unicode.
          case _ where scalar.value >= 0x10_FF80: plain += "\u{FFFD}"
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

  /// A number with at most two digits behind the point, for sizes.
  static func rounded(_ value: Double) -> String { number((value * 100).rounded() / 100) }

  /// A text of at most so many characters: the middle of a longer one is left out.
  static func elided(_ text: String, to length: Int) -> String {
    guard text.count > length else { return text }
    let half = max(1, (length - 1) / 2)
    return text.prefix(length - 1 - half) + "…" + text.suffix(half)
  }

  /// A text broken between words into lines of so many characters, and within words that are longer.
  static func wrapped(_ text: String, to length: Int) -> String {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
      guard line.count > length else { return String(line) }
      var lines: [String] = [""]
      for word in line.split(separator: " ") {
        var word = word
        if !lines[lines.count - 1].isEmpty {
          if lines[lines.count - 1].count + 1 + word.count <= length {
            lines[lines.count - 1] += " " + word
            continue
          }
          lines.append("")
        }
        while word.count > length {
          lines[lines.count - 1] = String(word.prefix(length))
          lines.append("")
          word = word.dropFirst(length)
        }
        lines[lines.count - 1] = "\(word)"
      }
      return lines.joined(separator: "\n")
    }.joined(separator: "\n")
  }
}
