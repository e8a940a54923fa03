import LuaBridge

/// What Tab offers: a pure function of the line, the cursor and an environment.
public struct Completion: Equatable {
  /// Byte offset where the word to replace begins.
  public var start: Int
  /// Whole words, sorted.
  public var candidates: [String]

  /// - Parameters:
  ///   - text: everything typed so far, continuation lines included.
  ///   - cursor: byte offset.
  public static func find(_ text: String, cursor: Int, in environment: any CompletionEnvironment)
    -> Completion
  {
    let before = String(decoding: text.utf8.prefix(cursor), as: UTF8.self)
    let end = before.utf8.count
    if let command = command(before) { return command.completed(end, environment) }
    let tokens = LuaLexer.tokens(of: before)
    guard let last = tokens.last else {
      return Completion(start: end, candidates: environment.rootNames.sorted())
    }
    switch last.kind {
    case .openComment: return Completion(start: end, candidates: [])
    case .openString(let content):
      return string(content, tokens.dropLast(), end, environment)
    default: break
    }
    // The word under the cursor, which may be empty.
    let isWord =
      (last.kind == .name || last.kind == .keyword) && last.start + last.text.utf8.count == end
    let word = isWord ? last.text : ""
    let context = isWord ? tokens.dropLast() : tokens[...]
    let names = self.names(after: context, environment, locals: Self.locals(tokens))
    return Completion(
      start: end - word.utf8.count,
      candidates: Set(names).filter { $0.hasPrefix(word) }.sorted())
  }

  private static func names(
    after context: ArraySlice<LuaLexer.Token>, _ environment: any CompletionEnvironment,
    locals: [String]
  ) -> [String] {
    if let last = context.last, last.text == "." || last.text == ":" {
      guard let receiver = ExpressionBefore.find(context.dropLast()) else { return [] }
      return environment.members(of: receiver, isMethod: last.text == ":")
    }
    if let call = OpenCall.find(context), call.isAtKey {
      let given = Set(call.givenKeys)
      let keys = environment.optionKeys(call.callee).filter { !given.contains($0) }
      if !keys.isEmpty { return keys.map { $0 + " = " } }
    }
    return values(after: context, environment) + environment.rootNames + locals
  }

  /// After `key = `: what the option may be.
  private static func values(
    after context: ArraySlice<LuaLexer.Token>, _ environment: any CompletionEnvironment
  ) -> [String] {
    guard context.count > 2, context.last?.text == "=", let key = context.dropLast().last?.text,
      let call = OpenCall.find(context.dropLast(2))
    else { return [] }
    return environment.choices(call.callee, key: key).map { "\"\($0)\"" }
  }

  /// Names that the text before the cursor declares: locals, loop variables, parameters. A name of a block
  /// that has ended is offered too.
  private static func locals(_ tokens: [LuaLexer.Token]) -> [String] {
    var names: [String] = []
    for (position, token) in tokens.enumerated() {
      var next = position + 1
      switch token.text {
      case "local" where token.kind == .keyword, "for" where token.kind == .keyword:
        if next < tokens.count, tokens[next].text == "function" { next += 1 }
      case "function" where token.kind == .keyword:
        while next < tokens.count, tokens[next].text != "(", next < position + 6 { next += 1 }
        next += 1
      default: continue
      }
      while next < tokens.count, tokens[next].kind == .name {
        names.append(tokens[next].text)
        guard next + 1 < tokens.count, tokens[next + 1].text == "," else { break }
        next += 2
      }
    }
    return names
  }

  /// Inside quotes: values of an option, module names for `require`, or file names.
  private static func string(
    _ content: String, _ context: ArraySlice<LuaLexer.Token>, _ end: Int,
    _ environment: any CompletionEnvironment
  ) -> Completion {
    let start = end - content.utf8.count
    let before = context.suffix(2).map(\.text)
    if before.last == "=", before.count == 2,
      let call = OpenCall.find(context.dropLast(2))
    {
      let values = environment.choices(call.callee, key: before[0])
      if !values.isEmpty {
        return Completion(
          start: start, candidates: values.filter { $0.hasPrefix(content) }.sorted())
      }
    }
    if before.last == "require" || (before.first == "require" && before.last == "(") {
      let names = environment.requirableNames.filter { $0.hasPrefix(content) }
      return Completion(start: start, candidates: names.sorted())
    }
    return Completion(start: start, candidates: environment.files(content).sorted())
  }

  // MARK: Commands of the prompt

  private enum Command {
    case help(String)
    case name(String)
    case file(String)
    case module(String)

    func completed(_ end: Int, _ environment: any CompletionEnvironment) -> Completion {
      let (prefix, names): (String, [String]) =
        switch self {
        case .help(let prefix): (prefix, environment.documentedNames)
        case .name(let prefix): (prefix, PromptCommand.names)
        case .file(let prefix): (prefix, environment.files(prefix))
        case .module(let prefix): (prefix, environment.loadedModules)
        }
      return Completion(
        start: end - prefix.utf8.count,
        candidates: names.filter { $0.hasPrefix(prefix) }.sorted())
    }
  }

  private static func command(_ text: String) -> Command? {
    if text.hasPrefix("?") { return .help(String(text.drop { $0 == "?" || $0 == " " })) }
    guard text.hasPrefix(":"), !text.hasPrefix("::") else { return nil }
    guard let space = text.firstIndex(of: " ") else { return .name(String(text.dropFirst())) }
    let argument = String(text[text.index(after: space)...])
    if text.hasPrefix(":reload ") { return .module(argument.trimmed) }
    let isFile = [":load ", ":save ", ":save! ", ":run ", ":doctest "]
      .contains { text.hasPrefix($0) }
    return isFile ? .file(argument.trimmed) : nil
  }
}
