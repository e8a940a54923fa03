import LuaBridge
import TarnLua
import Testing

/// Documentation is data: every declaration explains itself, and every example runs in a fresh session.
@Suite struct ExampleTests {
  @Test func everyDeclarationHasASummary() throws {
    let entries = try ModuleSession().lua.documentation.entries
    #expect(entries.count > 100)
    for entry in entries { #expect(!entry.summary.isEmpty, "\(entry.name)") }
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
