/// Inputs and what they print, as documentation shows them, among other text.
struct DocumentedSession {
  struct Step: Equatable {
    /// Of the file, from 1.
    var line: Int
    var input: String
    /// With an end of line after each line.
    var expected: String
  }
  private enum Part {
    case text(Substring)
    case step(Int)
  }

  var steps: [Step] = []
  private var parts: [Part] = []

  /// `> input`, `>> its next line`, then the output, up to an empty line or the end of a block of code.
  init(_ text: String) {
    var isOutput = false
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      if line.hasPrefix(">> "), let last = steps.indices.last, isOutput {
        steps[last].input += "\n" + line.dropFirst(3)
      } else if line.hasPrefix("> ") {
        parts.append(.step(steps.count))
        steps.append(Step(line: number + 1, input: String(line.dropFirst(2)), expected: ""))
        isOutput = true
      } else if line.allSatisfy(\.isWhitespace) || line.hasPrefix("```") {
        isOutput = false
        parts.append(.text(line))
      } else if isOutput, let last = steps.indices.last {
        steps[last].expected += line + "\n"
      } else {
        parts.append(.text(line))
      }
    }
  }

  /// The whole, with the outputs that the steps have.
  var text: String {
    parts.map { part in
      switch part {
      case .text(let line): return String(line)
      case .step(let position):
        let step = steps[position]
        let input = step.input.replacing("\n", with: "\n>> ")
        return "> \(input)" + (step.expected.isEmpty ? "" : "\n" + step.expected.dropLast())
      }
    }.joined(separator: "\n")
  }
}
