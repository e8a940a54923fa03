import LuaBridge
import Testing

/// What `?name` says of the modules.
@Suite struct HelpTests {
  private func help(_ name: String, width: Int = 90) throws -> String {
    try ModuleSession().lua.help(name, width: width)
  }

  @Test func resultsHaveFieldsWithTypes() throws {
    let text = try help("attack.pgd")
    #expect(text.contains("Fields of an attack result"))
    #expect(text.contains("success_rate  number; "))
    #expect(text.contains("warnings      list of strings, may be missing; "))
    #expect(text.contains("See also"))
    #expect(try help("data.csv").contains("path  path (read); "))
  }

  @Test func aChoiceHasAPage() throws {
    for (word, use) in [("crown", "domain"), ("zonotope", "domain"), ("log_volume", "measure")] {
      let text = try help(word)
      #expect(
        text.contains("\"\(word)\" is a choice of") || text.contains("reachable set:"), "\(word)")
      #expect(text.contains(use) || word == "log_volume", "\(word)")
    }
    #expect(try help("crown").contains("reach.output"))
  }

  /// Whatever an option can be is explained under its own name.
  @Test func everyChoiceIsExplained() throws {
    let lua = try ModuleSession().lua
    var unexplained: [String: Set<String>] = [:]
    func check(_ type: ValueType, _ name: String) {
      for choice in type.allowedStrings where lua.documentation.find(choice).isEmpty {
        unexplained[choice, default: []].insert(name)
      }
    }
    for entry in lua.documentation.entries {
      guard case .function(let function) = entry.subject else { continue }
      for argument in function.arguments { check(argument.type, "\(entry.name) \(argument.name)") }
      for option in function.options { check(option.type, "\(entry.name) \(option.key)") }
    }
    for (choice, names) in unexplained.sorted(by: { $0.key < $1.key }) {
      Issue.record(
        "\"\(choice)\" is not explained: \(names.sorted().prefix(4).joined(separator: ", "))")
    }
  }

  @Test func everyTopicIsAChoice() throws {
    let lua = try ModuleSession().lua
    var topics = 0
    for entry in lua.documentation.entries {
      guard case .topic(let topic) = entry.subject else { continue }
      topics += 1
      #expect(
        try lua.help(topic.name).contains("\"\(topic.name)\" is a choice of"), "\(topic.name)")
    }
    #expect(topics > 30)
  }

  @Test func anOptionHasAPageWithTheFunctionsThatTakeIt() throws {
    let text = try help("eps")
    #expect(text.hasPrefix("eps is an option of"))
    for function in ["attack.pgd", "attack.bracket", "loss.sensitivity"] {
      #expect(text.contains(function), "\(function)")
    }
  }

  @Test func theMethodsOfAnUnknownVariableAreShown() throws {
    #expect(try help("w:split").contains("dataset:split"))
    #expect(try help("fig:save").contains("figure:save"))
    #expect(try help("net:accuracy").contains("network:accuracy"))
    #expect(throws: MessageError.self) { try help("net:acuracyy") }
  }

  @Test func searchLooksAtOptionsAndTexts() throws {
    let documentation = try ModuleSession().lua.documentation
    func names(_ words: String) -> [String] { documentation.search(words).map(\.name) }
    #expect(names("alpha_crown domain").contains("reach.output"))
    #expect(
      names("  zonotope   volume ").contains("reach.output_volume")
        || !names("zonotope volume").isEmpty)
    #expect(names("certified robust").contains("bracket row"))
    #expect(names("pgd").first == "attack.pgd")
    #expect(names("").isEmpty && names("xyzzy").isEmpty)
  }

  @Test(arguments: [40, 60, 90, 140]) func linesFitTheTerminal(_ width: Int) throws {
    let lua = try ModuleSession().lua
    for name in ["attack.auto", "reach.output", "landscape.open", "eps", "tensor"] {
      let inExample = Set(
        lua.documentation.find(name).flatMap { $0.example.split(separator: "\n") }.map { "  " + $0 }
      )
      for line in try lua.help(name, width: width).split(separator: "\n") {
        // A long word, a signature or code stays in one piece.
        let isWhole = line.split(separator: " ").count < 3 || inExample.contains(String(line))
        #expect(
          line.count <= max(width, 60) || isWhole || line.contains("{") || line.contains("→"),
          "\(name) at \(width): \(line)")
      }
    }
  }
}
