import Foundation
import LuaBridge

/// A folder with `pack.lua`, `recipes/` and `tests/`.
public struct Pack {
  public let name: String
  public let version: String
  /// Names of recipes.
  public let recipes: [String]
  let folder: URL

  /// Reads `pack.lua`, which is not run.
  /// - Throws: ``MessageError``.
  init(_ folder: URL, shown: String) throws {
    self.folder = folder
    func wrong(_ text: String) -> MessageError { MessageError("\(shown) is no pack: \(text)") }
    let file = folder.appendingPathComponent("pack.lua").path
    guard FileManager.default.fileExists(atPath: file) else { throw wrong("it has no pack.lua") }
    guard case .table(_, let fields)? = LuaLiteral.returned(by: try SourceFile.bytes(file)) else {
      throw wrong(
        "pack.lua must return a table that is written out: {name =, version =, recipes = {…}}")
    }
    func word(_ key: String) throws -> String {
      guard let text = fields[key]?.string, !text.isEmpty else {
        throw wrong("'\(key)' in pack.lua must be a string")
      }
      return text
    }
    func words(_ key: String) throws -> [String] {
      guard let list = fields[key] else { return [] }
      let names = list.items.compactMap(\.string)
      guard case .table(let items, let others) = list, items.count == names.count, others.isEmpty
      else { throw wrong("'\(key)' in pack.lua must be a list of names") }
      return names
    }
    name = try word("name")
    guard name.wholeMatch(of: #/[A-Za-z0-9_][A-Za-z0-9_.\-]*/#) != nil else {
      throw wrong("the name '\(name)' has other characters than letters, digits, '_', '-' and '.'")
    }
    version = try word("version")
    recipes = try words("recipes")
    if recipes.isEmpty { throw wrong("'recipes' in pack.lua names none") }
    for (key, list) in [("recipes", recipes), ("tests", try words("tests"))] {
      for item in list {
        let path = folder.appendingPathComponent("\(key)/\(item).lua").path
        guard !item.contains("/"), FileManager.default.fileExists(atPath: path) else {
          throw wrong("there is no \(key)/\(item).lua")
        }
      }
    }
  }

  /// Takes a pack in: a folder, or a `.tar.gz` with the pack's files or its folder. The pack is kept in
  /// `packs/NAME` of the user's folder, and its recipes are put where recipes are found. All or nothing: a file of
  /// that name that is none of an earlier version is not replaced.
  /// - Parameter check: looks at the file of a recipe, and throws if it is none.
  /// - Throws: ``MessageError``.
  public static func install(
    _ source: String, to user: String?, check: (_ path: String) throws -> Void = { _ in }
  ) throws -> Pack {
    guard let user else {
      throw MessageError("there is no folder to install to: set HOME or XDG_DATA_HOME")
    }
    let shown = ByteText.shown(source)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder) else {
      throw MessageError("no folder or file \(shown)")
    }
    let manager = FileManager.default
    let packs = URL(fileURLWithPath: user).appendingPathComponent("packs")
    let staging = packs.appendingPathComponent(".new-\(getpid())")
    do {
      try manager.createDirectory(at: staging, withIntermediateDirectories: true)
      defer { try? manager.removeItem(at: staging) }
      let unpacked = staging.appendingPathComponent("pack")
      if isFolder.boolValue {
        _ = try Pack(URL(fileURLWithPath: source), shown: shown)
        try copy(URL(fileURLWithPath: source), to: unpacked)
      } else {
        try TarArchive(reading: source).write(to: unpacked)
      }
      let pack = try Pack(root(of: unpacked), shown: shown)
      for recipe in pack.recipes {
        let path = pack.folder.appendingPathComponent("recipes/\(recipe).lua").path
        do { try check(path) } catch {
          // Not the place where it was unpacked.
          let text = "\(error)".replacing(pack.folder.path, with: shown)
          throw MessageError("\(shown): recipe \(recipe): \(text); nothing was installed")
        }
      }
      return try pack.place(below: URL(fileURLWithPath: user))
    } catch let error as MessageError { throw error } catch let error as CocoaError {
      throw MessageError("\(shown) cannot be installed in \(user): \(error.reason)")
    }
  }

  /// The folder itself, or the only one in it.
  private static func root(of folder: URL) -> URL {
    let manager = FileManager.default
    if manager.fileExists(atPath: folder.appendingPathComponent("pack.lua").path) { return folder }
    let names = ((try? manager.contentsOfDirectory(atPath: folder.path)) ?? [])
      .filter { !$0.hasPrefix(".") }
    return names.count == 1 ? folder.appendingPathComponent(names[0]) : folder
  }

  /// Plain files and folders, without hidden ones.
  private static func copy(_ source: URL, to target: URL) throws {
    let manager = FileManager.default
    try manager.createDirectory(at: target, withIntermediateDirectories: true)
    var count = 0
    for case let path as String in manager.enumerator(atPath: source.path) ?? .init() {
      if path.split(separator: "/").contains(where: { $0.hasPrefix(".") }) { continue }
      let url = source.appendingPathComponent(path)
      let kind = try manager.attributesOfItem(atPath: url.path)[.type] as? FileAttributeType
      let place = target.appendingPathComponent(path)
      switch kind {
      case .typeDirectory?:
        try manager.createDirectory(at: place, withIntermediateDirectories: true)
      case .typeRegular?: try manager.copyItem(at: url, to: place)
      default: throw MessageError("\(path) is neither a file nor a folder; links are not taken")
      }
      count += 1
      guard count <= TarArchive.mostFiles else {
        throw MessageError("the folder has more than \(TarArchive.mostFiles) files")
      }
    }
  }

  /// Files below a folder, by their paths in it.
  private static func files(in folder: URL) -> [String] {
    let manager = FileManager.default
    return (manager.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []).filter {
      var isFolder: ObjCBool = false
      let path = folder.appendingPathComponent($0).path
      return manager.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
    }.sorted()
  }

  private func place(below user: URL) throws -> Pack {
    let manager = FileManager.default
    let kept = user.appendingPathComponent("packs/\(name)")
    let shelf = user.appendingPathComponent("recipes")
    let earlier = kept.appendingPathComponent("recipes")
    let files = Pack.files(in: folder.appendingPathComponent("recipes"))
    for file in files {
      let target = shelf.appendingPathComponent(file).path
      guard manager.fileExists(atPath: target) else { continue }
      let new = folder.appendingPathComponent("recipes/\(file)").path
      let old = earlier.appendingPathComponent(file).path
      guard
        manager.contentsEqual(atPath: target, andPath: new)
          || manager.contentsEqual(atPath: target, andPath: old)
      else {
        throw MessageError(
          "\(target) is there already, and not from an earlier version of \(name); nothing was installed"
        )
      }
    }
    for file in Pack.files(in: earlier) where !files.contains(file) {
      let target = shelf.appendingPathComponent(file).path
      if manager.contentsEqual(
        atPath: target, andPath: earlier.appendingPathComponent(file).path)
      {
        try manager.removeItem(atPath: target)
      }
    }
    for file in files {
      let target = shelf.appendingPathComponent(file)
      try manager.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      let contents = try Data(contentsOf: folder.appendingPathComponent("recipes/\(file)"))
      try contents.write(to: target, options: .atomic)
    }
    if manager.fileExists(atPath: kept.path) { try manager.removeItem(at: kept) }
    try manager.moveItem(at: folder, to: kept)
    return self
  }
}
