import LuaBridge
import TarnLua
import Testing

/// Documentation is data: every declaration explains itself, and every example runs in a fresh session.
@Suite struct ExampleTests {
  /// Functions without a result.
  private static let actions: Set<String> = [
    "atlas:close", "data.save", "figure:save", "figure:show", "tarn.check_finite", "tarn.help",
    "tarn.seed",
  ]

  @Test func everyDeclarationHasASummary() throws {
    let entries = try ModuleSession().lua.documentation.entries
    #expect(entries.count > 100)
    for entry in entries {
      #expect(!entry.summary.isEmpty, "\(entry.name)")
      // What a function gives is said, unless it is called for what it does.
      if case .function(let function) = entry.subject, function.returns.isEmpty {
        #expect(Self.actions.contains(entry.name), "\(entry.name) says nothing of its result")
      }
      if case .field(let field) = entry.subject {
        #expect(!field.type.text.isEmpty && field.type.text != "any", "\(entry.name) has no type")
      }
    }
  }

  @Test func everyExampleRuns() throws {
    var count = 0
    for entry in try ModuleSession().lua.documentation.entries {
      guard case .function = entry.subject else { continue }
      count += 1
      #expect(!entry.example.isEmpty, "\(entry.name) has no example")
      #expect(throws: Never.self, "the example of \(entry.name)") {
        try ModuleSession().runExample(entry.example)
      }
    }
    #expect(count > 100)
  }
}
