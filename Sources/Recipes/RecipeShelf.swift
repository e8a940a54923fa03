import Foundation
import LuaBridge
import Settings

/// The recipes that can be found by name.
public struct RecipeShelf {
  private let folders: [String]

  public init(_ path: SearchPath) { folders = path.recipeFolders }

  /// Names with their files; where a name occurs twice, the first folder counts.
  public var files: [(name: String, path: String)] {
    var found: [String: String] = [:]
    for folder in folders {
      let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      for entry in entries where entry.hasSuffix(".lua") && !entry.hasPrefix(".") {
        let name = String(entry.dropLast(4))
        if found[name] == nil { found[name] = folder + "/" + entry }
      }
    }
    return found.map { ($0.key, $0.value) }.sorted { $0.name < $1.name }
  }

  /// A recipe's name without the `recipes.` that `require` knows it by, too.
  package static func ownName(_ name: String) -> String {
    name.hasPrefix("recipes.") ? String(name.dropFirst("recipes.".count)) : name
  }

  /// A file by the recipe's name, or by its path.
  /// - Throws: ``MessageError``.
  public func file(_ name: String) throws -> String {
    if name.hasSuffix(".lua") || name.contains("/") {
      guard access(ByteText.bytes(name).map { CChar(bitPattern: $0) } + [0], F_OK) == 0 else {
        throw MessageError("no recipe at \(ByteText.shown(name))")
      }
      return name
    }
    let files = files
    let wanted = RecipeShelf.ownName(name)
    if let file = files.first(where: { $0.name == wanted }) { return file.path }
    let suggestion = NearestName.suggestion(for: wanted, in: files.map(\.name))
    throw MessageError(
      "no recipe '\(ByteText.shown(wanted))'\(suggestion) (tarn recipe list shows them)")
  }

  /// A line for each, from its text: nothing is run.
  public var list: String {
    let files = files
    if files.isEmpty { return "no recipes found" }
    let width = files.map(\.name.count).max() ?? 0
    return files.map { name, path in
      name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + Self.summary(path)
    }.joined(separator: "\n")
  }

  private static func summary(_ path: String) -> String {
    let text: [UInt8]
    do { text = try SourceFile.bytes(path) } catch { return "(\(error))" }
    switch LuaLiteral.returned(by: text) {
    case .table(_, let fields)?:
      guard fields["run"] != nil else { return "(\(path) is no recipe: it has no 'run')" }
      let summary = fields["summary"]?.string ?? ""
      return summary.split(separator: "\n").first.map(String.init) ?? ""
    case .expression?: return "(\(path) makes its table; tarn recipe show tells)"
    default: return "(\(path) is no recipe: it returns no table)"
    }
  }
}
