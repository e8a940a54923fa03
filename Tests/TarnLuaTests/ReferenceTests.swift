import Foundation
import LuaBridge
import TestSupport
import Testing

/// What is generated from the declarations and lies in the repository is what they give now: `scripts/reference`.
@Suite struct ReferenceTests {
  @Test func theStubsAreUpToDate() throws {
    let file = Repository.root.appending(path: "stdlib/meta/tarn.d.lua")
    let found = try String(contentsOf: file, encoding: .utf8)
    let wanted = try ModuleSession().lua.documentation.editorStubs()
    #expect(found == wanted, "stdlib/meta/tarn.d.lua is stale: scripts/reference")
  }

  @Test func theReferenceIsUpToDate() throws {
    let folder = Repository.root.appending(path: "docs/reference")
    let pages = try ModuleSession().lua.documentation.referencePages()
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(names) == Set(pages.map { "\($0.file).md" }), "scripts/reference")
    for page in pages {
      let found = try? String(
        contentsOf: folder.appending(path: "\(page.file).md"), encoding: .utf8)
      #expect(found == page.markdown, "docs/reference/\(page.file).md is stale: scripts/reference")
    }
  }

  @Test func everyFunctionHasItsPlaceInMarkdownAndHTML() throws {
    let documentation = try ModuleSession().lua.documentation
    let pages = documentation.referencePages()
    let markdown = pages.map(\.markdown).joined()
    let html = pages.map(\.html).joined()
    var functions = 0
    for entry in documentation.entries {
      guard case .function = entry.subject else { continue }
      functions += 1
      #expect(markdown.contains("## \(entry.name)\n"), "\(entry.name)")
      #expect(html.contains("<h2 id=\"\(entry.name)\">"), "\(entry.name)")
    }
    #expect(functions > 100)
    // Links lead somewhere.
    for page in pages {
      for block in page.blocks {
        guard case .links(let links) = block else { continue }
        for link in links { #expect(pages.contains { $0.file == link.file }, "\(link.file)") }
      }
    }
    #expect(!html.contains("<code></code>"))
  }
}
