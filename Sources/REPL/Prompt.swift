import Foundation
import LuaBridge
import Recipes

/// The prompt at a terminal.
struct Prompt {
  private let environment: Environment
  private let evaluator: Evaluator
  private let editor: LineEditor

  /// - Parameter earlier: what went wrong in a script before, which `:tb` can look at.
  init(_ environment: Environment, lua: Lua, after earlier: (any Error)? = nil) throws {
    self.environment = environment
    let history = History(file: environment.historyFile)
    evaluator = try Evaluator(
      lua: lua, history: history, standardLibrary: environment.searchPath().standardLibrary,
      shelf: RecipeShelf(environment.searchPath()),
      showsTime: true, style: environment.style(1), output: StandardOutput.write,
      failure: { Session.complain($0) })
    evaluator.lastError = earlier
    editor = LineEditor(
      environment: SessionNames(lua: lua, scope: evaluator.scope), history: history)
  }

  /// Runs the user's own start-up file, if there is one; its top-level locals become variables of the prompt.
  func runStartUpFile() {
    guard let file = environment.startUpFile, FileManager.default.fileExists(atPath: file) else {
      return
    }
    evaluator.runStartUp(file)
  }

  /// Says which variables would be lost, if there are any.
  private func asks() -> Bool {
    let names = evaluator.unsavedVariables
    guard let first = names.first else { return false }
    let what = names.count == 1 ? first : "\(first) and \(names.count - 1) more"
    print("\(what): not saved (:save file keeps the inputs); once more leaves")
    return true
  }

  /// Until Ctrl-D, `:quit`, or a script's wish to exit.
  func run(greets: Bool) -> Int32 {
    if greets {
      print("Tarn \(environment.version): ?name tells about a function, :help about the prompt")
    }
    var pending = ""
    var hasAsked = false
    while true {
      editor.earlierLines = pending
      switch editor.read(prompt: pending.isEmpty ? "> " : ">> ") {
      case .interrupted: pending = ""
      case .end:
        if pending.isEmpty {
          print()
          if hasAsked || !asks() { return Session.Status.done }
          hasAsked = true
          continue
        }
        // As Ctrl-C: one more Ctrl-D leaves.
        print()
        pending = ""
      case .line(let line):
        let input = pending + line
        let outcome = evaluator.evaluate(input)
        pending = outcome == .incomplete ? input + "\n" : ""
        if pending.isEmpty, !input.trimmed.isEmpty { editor.remember(input) }
        if case .exit(let status) = outcome {
          let isCommand = input.trimmed.hasPrefix(":")
          if !isCommand || hasAsked || !asks() { return status }
          hasAsked = true
        } else if !input.trimmed.isEmpty {
          hasAsked = false
        }
      }
    }
  }
}
