import Foundation
import LuaBridge
import Recipes
import TestSupport
import Testing

struct PackTests {
  private func make(
    _ scratch: Scratch, version: String = "1", recipe: String = "return {run = print}"
  ) throws {
    for folder in ["p/recipes", "p/tests"] { try scratch.makeFolder(folder) }
    try scratch.file(
      "return {name = 'p', version = '\(version)', recipes = {'one'}, tests = {'one_test'}}",
      name: "p/pack.lua")
    try scratch.file(recipe, name: "p/recipes/one.lua")
    try scratch.file("return {}", name: "p/tests/one_test.lua")
  }

  @discardableResult
  private func tar(_ scratch: Scratch, _ arguments: String...) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/tar")
    process.arguments = arguments
    process.currentDirectoryURL = scratch.folder
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  @Test func foldersAndArchivesAreInstalled() throws {
    try Scratch.with { scratch in
      try make(scratch)
      let user = scratch.path("user")
      let pack = try Pack.install(scratch.path("p"), to: user)
      #expect(pack.name == "p" && pack.recipes == ["one"])
      func text(_ path: String) throws -> String {
        try String(contentsOfFile: user + path, encoding: .utf8)
      }
      #expect(try text("/recipes/one.lua") == "return {run = print}")
      #expect(try text("/packs/p/tests/one_test.lua") == "return {}")
      // A later version stands in the place of the earlier.
      try make(scratch, version: "2", recipe: "return {run = error}")
      try tar(scratch, "czf", "p.tar.gz", "p")
      #expect(try Pack.install(scratch.path("p.tar.gz"), to: user).version == "2")
      #expect(try text("/recipes/one.lua") == "return {run = error}")
      // What is somebody else's stays.
      try Data("mine".utf8).write(to: URL(fileURLWithPath: user + "/recipes/one.lua"))
      #expect { try Pack.install(scratch.path("p"), to: user) } throws: {
        "\($0)".contains("is there already")
      }
      #expect(try text("/recipes/one.lua") == "mine")
      #expect(try FileManager.default.contentsOfDirectory(atPath: user + "/packs") == ["p"])
    }
  }

  @Test func whatIsNoPackIsRefused() throws {
    try Scratch.with { scratch in
      try make(scratch)
      let user = scratch.path("user")
      func refused(_ text: String, _ message: String) throws {
        try scratch.file(text, name: "p/pack.lua")
        #expect { try Pack.install(scratch.path("p"), to: user) } throws: {
          "\($0)".contains(message)
        }
      }
      try refused("return {name = 'p', recipes = {'one'}}", "'version'")
      try refused("return {name = '../p', version = '1', recipes = {'one'}}", "other characters")
      try refused("return {name = 'p', version = '1', recipes = {'two'}}", "no recipes/two.lua")
      try refused(
        "return {name = 'p', version = '1', recipes = {'../one'}}", "no recipes/../one.lua")
      try refused("return {name = 'p', version = '1'}", "names none")
      try refused("os.exit(3)", "written out")
      #expect { try Pack.install(scratch.path("q"), to: user) } throws: {
        "\($0)".contains("no folder")
      }
      #expect { try Pack.install(scratch.path("p"), to: nil) } throws: { "\($0)".contains("HOME") }
      #expect(!FileManager.default.fileExists(atPath: user + "/recipes"))
    }
  }

  /// Archives that lead out of their folder, that link, or that are none.
  @Test func archivesThatClimbOutAreRefused() throws {
    try Scratch.with { scratch in
      try make(scratch)
      let user = scratch.path("user")
      func refused(_ name: String, _ message: String) {
        #expect { try Pack.install(scratch.path(name), to: user) } throws: {
          "\($0)".contains(message)
        }
      }
      try scratch.file("x", name: "evil.lua")
      try tar(scratch, "czPf", "up.tar.gz", "p", "p/../evil.lua")
      refused("up.tar.gz", "leads out")
      try tar(scratch, "czPf", "root.tar.gz", "p", scratch.path("evil.lua"))
      refused("root.tar.gz", "leads out")
      try FileManager.default.createSymbolicLink(
        atPath: scratch.path("p/recipes/link.lua"), withDestinationPath: "/etc/passwd")
      try tar(scratch, "czf", "link.tar.gz", "p")
      refused("link.tar.gz", "links are not taken")
      refused("p", "links are not taken")
      try scratch.file("no archive", name: "text.tar.gz")
      refused("text.tar.gz", "no tar archive")
      let whole = try Data(contentsOf: URL(fileURLWithPath: scratch.path("link.tar.gz")))
      try scratch.file(whole.prefix(whole.count / 2), name: "half.tar.gz")
      #expect(throws: MessageError.self) { try Pack.install(scratch.path("half.tar.gz"), to: user) }
      #expect(!FileManager.default.fileExists(atPath: user + "/recipes"))
    }
  }
}
