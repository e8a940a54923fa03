import Foundation
import LuaBridge

/// `:doctest`: whether documentation tells the truth.
extension Evaluator {
  /// - Parameter name: a file with sessions (lines `> input`, then what it prints), or a documented name,
  ///   whose examples are run; all of them if it is empty.
  func doctest(_ name: String) throws -> Outcome {
    if !name.isEmpty, FileManager.default.fileExists(atPath: name) {
      return try told(doctest(file: name), "inputs")
    }
    let entries = lua.documentation.entries.filter { entry in
      !entry.example.isEmpty
        && (name.isEmpty || entry.name == name || entry.name.hasPrefix(name + ".")
          || entry.name.hasPrefix(name + ":"))
    }
    let found = entries.isEmpty ? lua.documentation.find(name).filter { !$0.example.isEmpty } : entries
    guard !found.isEmpty else {
      throw MessageError("no file and no documented name '\(name)' with an example")
    }
    var failures: [String] = []
    for entry in found {
      do {
        _ = try CapturedOutput.of {
          _ = try lua.run(entry.example, name: "=\(entry.name)", arguments: [])
        }
      } catch {
        if error is Interrupted { throw error }
        failures.append("\(entry.name): \(error)")
      }
    }
    return told((found.count, failures), "examples")
  }

  private func told(_ result: (count: Int, failures: [String]), _ what: String) -> Outcome {
    for text in result.failures { failure(text) }
    output("\(result.count - result.failures.count) of \(result.count) \(what) as they should be")
    return result.failures.isEmpty ? .done : .failed
  }

  private func doctest(file: String) throws -> (count: Int, failures: [String]) {
    let source: String
    do { source = try SourceFile.read(file) } catch { throw MessageError("\(error)") }
    let session = DocumentedSession(source)
    guard !session.steps.isEmpty else {
      throw MessageError("\(file) has no inputs: lines that begin with '> '")
    }
    var failures: [String] = []
    var said: [String] = []
    let inner = try Evaluator(
      lua: lua, history: History(file: nil), standardLibrary: standardLibrary,
      output: { said.append($0) }, failure: { said.append($0) })
    for step in session.steps {
      try Interrupt.check()
      said = []
      let printed = try CapturedOutput.of { _ = inner.evaluate(step.input) }
      let got = (printed + said.map { $0 + "\n" }.joined()).trimmed
      if got != step.expected.trimmed {
        failures.append(
          "\(file):\(step.line): \(step.input.firstLine)\n  expected \(step.expected.trimmed)\n"
            + "  got      \(got)")
      }
    }
    return (session.steps.count, failures)
  }
}

/// Inputs and what they print, as documentation shows them.
struct DocumentedSession {
  struct Step: Equatable {
    var line: Int
    var input: String
    var expected: String
  }
  private(set) var steps: [Step] = []

  /// `> input`, `>> its next line`, then the output, up to an empty line or the end of a block of code.
  init(_ text: String) {
    var isOutput = false
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      if line.hasPrefix(">> "), let last = steps.indices.last, isOutput {
        steps[last].input += "\n" + line.dropFirst(3)
      } else if line.hasPrefix("> ") {
        steps.append(Step(line: number + 1, input: String(line.dropFirst(2)), expected: ""))
        isOutput = true
      } else if line.allSatisfy(\.isWhitespace) || line.hasPrefix("```") {
        isOutput = false
      } else if isOutput, let last = steps.indices.last {
        steps[last].expected += line + "\n"
      }
    }
  }
}
