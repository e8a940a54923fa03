import Foundation
import LuaBridge
import REPL
import Testing

final class Network {}

/// A session with a module and a class that look like an engine's, and what it printed.
final class Workshop {
  let lua: Lua
  let evaluator: Evaluator
  private(set) var output: [String] = []
  private(set) var failures: [String] = []

  init(history: [String] = []) throws {
    lua = Lua()
    try lua.register(
      ClassDeclaration(
        Network.self, name: "network", summary: "A network.",
        fields: [Field("dtype", "string", "Type.") { (_: Network) in "float32" }],
        methods: [
          FunctionDeclaration(
            name: "accuracy", arguments: [Argument("x", .any)], returns: "number",
            summary: "Accuracy.", body: { _ in 1 }),
          FunctionDeclaration(
            name: "add", arguments: [Argument("layer", .any)], returns: "network",
            summary: "Adds.", body: { call in .object(call.receiver(as: Network.self)) }),
        ], text: { (_: Network) in "network(2 layers)" }))
    try lua.install(
      ModuleDeclaration(
        name: "nn", summary: "Networks.",
        functions: [
          FunctionDeclaration(
            name: "Linear", returns: "network", summary: "A layer.",
            body: { _ in .object(Network()) }),
          FunctionDeclaration(
            name: "Lambda", returns: "network", summary: "A layer in Lua.",
            body: { _ in .object(Network()) }),
        ]))
    try lua.install(
      ModuleDeclaration(
        name: "attack", summary: "Attacks.",
        functions: [
          FunctionDeclaration(
            name: "pgd", arguments: [Argument("net", .any)],
            options: [
              Option("eps", .number, required: true), Option("steps", .integer),
              Option("norm", .oneOf(["inf", "2", "1"])),
            ], summary: "Projected gradient descent.", body: { _ in 1 })
        ]))
    var print: (String) -> Void = { _ in }
    var complain: (String) -> Void = { _ in }
    let past = History(file: nil)
    for item in history { past.add(item) }
    evaluator = try Evaluator(
      lua: lua, history: past, output: { print($0) }, failure: { complain($0) })
    print = { [unowned self] in output.append($0) }
    complain = { [unowned self] in failures.append($0) }
  }

  deinit { lua.close() }

  /// What one input prints, errors marked with `!`.
  @discardableResult
  func type(_ input: String) -> [String] {
    output = []
    failures = []
    _ = evaluator.evaluate(input)
    return output + failures.map { "! " + $0 }
  }

  func complete(_ text: String) -> [String] {
    Completion.find(
      text, cursor: text.utf8.count, in: SessionNames(lua: lua, scope: evaluator.scope)
    ).candidates
  }
}
