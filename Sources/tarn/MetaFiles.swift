import Foundation
import LuaBridge

/// What is made of the declarations: stubs for editors, and the reference.
struct MetaFiles {
  private let lua: Lua

  init() throws { lua = try TarnEnvironment.make(memory: nil).makeLua() }

  var stubs: String { lua.documentation.editorStubs() }

  func writeStubs(to path: String) throws {
    try stubs.write(toFile: path, atomically: true, encoding: .utf8)
  }

  func writeMarkdown(to folder: String) throws {
    try write(lua.documentation.referencePages().map { ("\($0.file).md", $0.markdown) }, folder)
  }

  func writeHTML(to folder: String) throws {
    try write(lua.documentation.referencePages().map { ("\($0.file).html", $0.html) }, folder)
  }

  private func write(_ files: [(name: String, text: String)], _ folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for file in files {
      try file.text.write(toFile: "\(folder)/\(file.name)", atomically: true, encoding: .utf8)
    }
  }
}
