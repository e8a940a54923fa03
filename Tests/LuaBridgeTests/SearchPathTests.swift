import Foundation
import LuaBridge
import TestSupport
import Testing

struct SearchPathTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    try Scratch.with { try body($0.folder.path) }
  }

  private func make(_ path: String, _ text: String? = nil) throws {
    let folder = text == nil ? path : (path as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    if let text { try text.write(toFile: path, atomically: true, encoding: .utf8) }
  }

  @Test func findsTheStandardLibrary() throws {
    try withFolder { root in
      try make(root + "/home/stdlib/recipes")
      try make(root + "/plain/recipes")
      try make(root + "/prefix/share/tarn/stdlib")
      try make(root + "/checkout/stdlib/recipes")
      func find(_ executable: String?, _ home: String? = nil) -> String? {
        let variables = home.map { ["TARN_HOME": $0] } ?? [:]
        return SearchPath(script: nil, executable: executable, environment: variables)
          .standardLibrary
      }
      #expect(find(nil, root + "/home") == root + "/home/stdlib")
      #expect(find(nil, root + "/plain") == root + "/plain")
      #expect(find(root + "/prefix/bin/tarn") == root + "/prefix/share/tarn/stdlib")
      #expect(find(root + "/checkout/.build/release/tarn") == root + "/checkout/stdlib")
      #expect(find(root + "/nowhere/tarn") == nil)
    }
  }

  /// The place of the script, or the current folder; what the variables of Lua name; trees of luarocks.
  @Test func pathsComeInOrder() {
    func path(_ script: String?, _ variables: [String: String]) -> [String] {
      SearchPath(script: script, executable: nil, environment: variables).packagePath
        .split(separator: ";").map(String.init)
    }
    #expect(path(nil, [:]).starts(with: ["./?.lua", "./?/init.lua", "recipes/?.lua"]))
    #expect(
      path("a/b.lua", [:]).starts(
        with: ["a/?.lua", "a/?/init.lua", "./?.lua", "./?/init.lua", "recipes/?.lua"]))
    let both = path(nil, ["LUA_PATH": "/x/?.lua;;/y/?.lua", "HOME": "/h"])
    #expect(both[2] == "/x/?.lua" && both.last == "/y/?.lua")
    #expect(path(nil, ["LUA_PATH": "/x/?.lua", "LUA_PATH_5_4": "/z/?.lua"])[2] == "/z/?.lua")
    let trees = both.filter { $0.hasSuffix("5.4/?.lua") }
    #expect(
      trees == ["/h/.luarocks", "/usr/local", "/usr"].map { $0 + "/share/lua/5.4/?.lua" })
    #expect(!path(nil, ["HOME": ""]).contains { $0.hasPrefix("/.l") })
  }

  /// Beside a link to a script, then beside the script.
  @Test func linksLeadToTheScript() throws {
    try withFolder { root in
      try make(root + "/tools/run.lua", "return 1")
      try make(root + "/bin/other.lua", "return 2")
      try FileManager.default.createSymbolicLink(
        atPath: root + "/bin/run.lua", withDestinationPath: "../tools/run.lua")
      let path = SearchPath(script: root + "/bin/run.lua", executable: nil, environment: [:])
      let real = try #require(realpath(root + "/tools", nil))
      defer { free(real) }
      #expect(path.folders.prefix(3) == [root + "/bin", String(cString: real), "."])
      let plain = SearchPath(script: root + "/tools/run.lua", executable: nil, environment: [:])
      #expect(plain.folders.prefix(2) == [root + "/tools", "."])
    }
  }

  @Test func requireFindsRecipesAndTellsOfFailures() throws {
    try withFolder { root in
      try make(root + "/stdlib/recipes/iris.lua", "return 'recipe'")
      try make(root + "/stdlib/extra.lua", "return 'extra'")
      try make(root + "/scripts/helper.lua", "return 'helper'")
      try make(root + "/scripts/broken.lua", "return = 1")
      try make(root + "/scripts/binary.lua", "\u{1B}Lua")
      try make(root + "/data/tarn/recipes/mine.lua", "return 'mine'")
      let lua = Lua()
      defer { lua.close() }
      try lua.use(
        SearchPath(
          script: root + "/scripts/main.lua", executable: nil,
          environment: ["TARN_HOME": root, "XDG_DATA_HOME": root + "/data"]))
      #expect(
        try lua.run(
          "return require 'recipes.iris', (require 'iris'), (require 'extra'), (require 'helper'), "
            + "(require 'mine'), (require 'recipes.mine')"
        ).compactMap(\.asString).filter {
          !$0.contains("/")
        } == ["recipe", "recipe", "extra", "helper", "mine", "mine"])
      #expect(failure(lua, "require 'broken'")?.contains("broken.lua:1:") == true)
      #expect(failure(lua, "require 'binary'")?.contains("binary chunk") == true)
      #expect(failure(lua, "require 'nothing'")?.contains("module 'nothing' not found") == true)
      #expect(try lua.run("return package.cpath") == [""])
    }
  }
}
