import Foundation
import LuaBridge
import Settings

/// The recipes that can be found by name, and the subcommands about them.
public struct RecipeShelf {
  private let environment: Environment

  public init(_ environment: Environment) { self.environment = environment }

  /// Names with their files; where a name occurs twice, the first folder counts.
  var files: [(name: String, path: String)] {
    var found: [String: String] = [:]
    for folder in environment.searchPath().recipeFolders {
      let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      for entry in entries where entry.hasSuffix(".lua") && !entry.hasPrefix(".") {
        let name = String(entry.dropLast(4))
        if found[name] == nil { found[name] = folder + "/" + entry }
      }
    }
    return found.map { ($0.key, $0.value) }.sorted { $0.name < $1.name }
  }

  /// A file by the recipe's name, or by its path.
  func file(_ name: String) throws -> String {
    if name.hasSuffix(".lua") || name.contains("/") {
      guard FileManager.default.fileExists(atPath: name) else {
        throw MessageError("no recipe at \(name)")
      }
      return name
    }
    let files = files
    if let file = files.first(where: { $0.name == name }) { return file.path }
    let suggestion = NearestName.suggestion(for: name, in: files.map(\.name))
    throw MessageError("no recipe '\(name)'\(suggestion) (tarn recipe list shows them)")
  }

  /// `tarn recipe list`
  public func list() -> Int32 {
    let files = files
    if files.isEmpty { return say("no recipes found") }
    let width = files.map(\.name.count).max() ?? 0
    return withLua(script: nil, arguments: []) { lua in
      for (name, path) in files {
        let summary: String
        do { summary = try load(path, lua).summary } catch { summary = "(\(error))" }
        print(name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + summary.firstLine)
      }
    }
  }

  /// `tarn recipe show name`: the source.
  public func show(_ name: String) -> Int32 {
    do {
      let path = try file(name)
      print("-- \(path)")
      print(try SourceFile.read(path), terminator: "")
      return Session.Status.done
    } catch {
      Session.complain("tarn: \(error)")
      return Session.Status.wrongUsage
    }
  }

  /// `tarn recipe run name --eps 0.2`
  public func run(_ name: String, arguments: [String]) -> Int32 {
    let path: String
    do { path = try file(name) } catch {
      Session.complain("tarn: \(error)")
      return Session.Status.wrongUsage
    }
    return withLua(script: path, arguments: arguments) { lua in
      try load(path, lua).run(arguments, lua: lua)
    }
  }

  private func load(_ path: String, _ lua: Lua) throws -> Recipe {
    let results = try lua.run(SourceFile.read(path), chunkName: "@" + path)
    guard case .table(let table)? = results.first else {
      throw MessageError("\(path) is no recipe: it returns no table")
    }
    return try Recipe(table, path: path)
  }

  private func withLua(script: String?, arguments: [String], _ body: (Lua) throws -> Void) -> Int32
  {
    Interrupt.install()
    return Session(environment).withLua(script: script, arguments: arguments) { lua in
      try lua.interruptible(forgets: false) { try body(lua) }
    }
  }

  private func say(_ text: String) -> Int32 {
    print(text)
    return Session.Status.done
  }
}
