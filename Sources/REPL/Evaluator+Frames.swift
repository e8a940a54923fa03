import LuaBridge

/// `:tb`, `:up`, `:down`, `:locals`: a look at the last error.
extension Evaluator {
  /// The user's functions that were running, innermost first.
  private var frames: [CallFrame] { frames(of: lastError) }

  func frames(of error: (any Error)?) -> [CallFrame] {
    let all = (error as? any Traced)?.frames ?? []
    guard let standardLibrary else { return all }
    return all.filter { !$0.source.hasPrefix("@" + standardLibrary) }
  }

  func showTrace() {
    let traceback = (lastError as? any Traced)?.traceback ?? ""
    guard let lastError, !traceback.isEmpty else { return output("no error yet") }
    output(report.message(of: lastError))
    output(traceback)
  }

  func select(_ position: Int) throws {
    let frames = self.frames
    guard !frames.isEmpty else {
      throw MessageError("no error yet whose functions could be looked at")
    }
    guard frames.indices.contains(position) else {
      throw MessageError(
        position < 0 ? "this is the innermost function" : "this is the outermost function")
    }
    selectedFrame = position
    isLooking = true
    let frame = frames[position]
    let name = frame.name.isEmpty ? "" : " in '\(frame.name)'"
    output("\(frame.shortSource):\(frame.line)\(name)")
    if let line = texts.line(frame.line, of: frame.shortSource) {
      output("  \(frame.line) | \(line)")
    }
  }

  /// All variables of the function, or one of them, which becomes `_`.
  func showLocals(_ name: String) throws {
    let frames = self.frames
    guard frames.indices.contains(selectedFrame) else {
      throw MessageError("no error yet whose variables could be looked at")
    }
    isLooking = true
    let variables = frames[selectedFrame].variables.filter { $0.name != Self.ownLocal }
    guard !name.isEmpty else {
      // An inner variable hides an outer one of its name.
      let values = Dictionary(variables, uniquingKeysWith: { _, inner in inner })
      return values.isEmpty ? output("no local variables here") : list(values)
    }
    guard let value = variables.last(where: { $0.name == name })?.value else {
      let known = variables.map(\.name)
      throw MessageError(
        "no local variable '\(name)' here"
          + (known.isEmpty ? "" : " (there are \(known.joined(separator: ", ")))"))
    }
    show([value])
  }
}
