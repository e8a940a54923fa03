import Foundation
import LuaBridge

/// `:doctest`: whether documentation tells the truth.
extension Evaluator {
  /// - Parameters:
  ///   - name: a file with sessions (lines `> input`, then what it prints), or a documented name, whose
  ///     examples are run; all of them if it is empty.
  ///   - writes: whether what is printed takes the place of what the file says.
  func doctest(_ name: String, writes: Bool = false) throws -> Outcome {
    if !name.isEmpty, FileManager.default.fileExists(atPath: name) {
      return try told(doctest(file: name, writes: writes), "inputs")
    }
    let entries = lua.documentation.entries.filter { entry in
      !entry.example.isEmpty
        && (name.isEmpty || entry.name == name || entry.name.hasPrefix(name + ".")
          || entry.name.hasPrefix(name + ":"))
    }
    let found =
      entries.isEmpty ? lua.documentation.find(name).filter { !$0.example.isEmpty } : entries
    guard !found.isEmpty else {
      throw MessageError("no file and no documented name '\(name)' with an example")
    }
    var failures: [String] = []
    for entry in found {
      do {
        _ = try CapturedOutput.of {
          // Some are expressions.
          let name = "=\(entry.name)"
          let expression = try? lua.load("return " + entry.example, chunkName: name)
          _ = try lua.call(expression ?? lua.load(entry.example, chunkName: name))
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

  private func doctest(file: String, writes: Bool) throws -> (count: Int, failures: [String]) {
    let source: String
    do { source = String(decoding: try SourceFile.contents(of: file), as: UTF8.self) } catch {
      throw MessageError("\(error)")
    }
    var session = DocumentedSession(source)
    guard !session.steps.isEmpty else {
      throw MessageError("\(file) has no inputs: lines that begin with '> '")
    }
    var failures: [String] = []
    var said: [String] = []
    let inner = try Evaluator(
      lua: lua, history: History(file: nil), standardLibrary: standardLibrary,
      output: { said.append($0) }, failure: { said.append($0) })
    for (position, step) in session.steps.enumerated() {
      try Interrupt.check()
      said = []
      let printed = try CapturedOutput.of { _ = inner.evaluate(step.input) }
      let got = Self.withoutEmptyEnds(printed + said.map { $0 + "\n" }.joined())
      if writes {
        session.steps[position].expected = got.isEmpty ? "" : got + "\n"
      } else if got != Self.withoutEmptyEnds(step.expected) {
        failures.append(
          "\(file):\(step.line): \(step.input.firstLine)\n  expected \(Self.withoutEmptyEnds(step.expected))\n"
            + "  got      \(got)")
      }
    }
    if writes {
      do { try session.text.write(toFile: file, atomically: true, encoding: .utf8) } catch {
        throw MessageError("cannot write \(file)")
      }
    }
    return (session.steps.count, failures)
  }

  /// Lines without spaces at their ends, and without empty ones at the beginning and the end.
  private static func withoutEmptyEnds(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(line.reversed().drop(while: \.isWhitespace).reversed())
    }
    let body = lines.drop(while: \.isEmpty).reversed().drop(while: \.isEmpty).reversed()
    return body.joined(separator: "\n")
  }
}
