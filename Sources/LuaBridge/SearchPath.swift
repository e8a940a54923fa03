#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where Lua modules and the files of the standard library are found.
///
/// In order: the folder of the script, the current one, what `LUA_PATH_5_4` or `LUA_PATH`
/// name before `;;` (or at all, where they have no `;;`), `recipes` of the current folder, recipes of the user,
/// what luarocks has installed, the standard library, and what the variable names after `;;`.
public struct SearchPath {
  /// Folder with `recipes/`, `data/`, …; nil if none was found.
  public let standardLibrary: String?
  /// Folders that `require` looks in, in order.
  public let folders: [String]
  /// Folders of recipes, in order.
  public let recipeFolders: [String]
  /// What the user installs for himself goes below this; nil without a home.
  public let userFolder: String?
  /// Those before `LUA_PATH`.
  private let own: [String]
  /// Templates of `LUA_PATH`.
  private let before: [String]
  private let after: [String]

  /// - Parameters:
  ///   - script: path of the script that runs, if one does; its folder comes first.
  ///   - executable: path of the program.
  ///   - environment: variables; `TARN_HOME`, `XDG_DATA_HOME`, `HOME`, `LUA_PATH_5_4` and `LUA_PATH` count.
  ///   - more: folders right after the first.
  public init(
    script: String?, executable: String?, environment: [String: String], more: [String] = []
  ) {
    standardLibrary = Self.findStandardLibrary(executable: executable, environment: environment)
    userFolder = Self.dataFolder(environment).map { $0 + "/tarn" }
    let packs = more.map { $0 + "/recipes" }
    let users = userFolder.map { [$0 + "/recipes"] } ?? []
    let trees = Self.rockTrees(environment)
    let shipped = standardLibrary.map { [$0 + "/recipes"] } ?? []
    (before, after) = Self.templates(
      environment["LUA_PATH_5_4"] ?? environment["LUA_PATH"] ?? "")
    // `tree/?.lua` has the recipes of a tree in tree/recipes.
    let named = before.filter { $0.hasSuffix("/?.lua") }.map {
      $0.dropLast("?.lua".count) + "recipes"
    }
    recipeFolders =
      packs + ["recipes"] + named.map { String($0) } + users + trees.map { $0 + "/recipes" }
      + shipped
    // `./?.lua` is on Lua's own path, too.
    // A link to a script leads to the modules beside the script as well.
    let places = script.map { Self.isLink($0) ? [$0, Self.resolved($0) ?? $0] : [$0] } ?? []
    own = places.map { Self.folder(of: $0) }.filter { $0 != "." } + ["."]
    folders =
      own + more + packs + ["recipes"] + users + trees
      + (standardLibrary.map { [$0] } ?? []) + shipped
  }

  /// For `package.path`. `require "recipes.name"` and `require "name"` both find a recipe.
  public var packagePath: String {
    func templates(_ folder: String) -> [String] { ["\(folder)/?.lua", "\(folder)/?/init.lua"] }
    return
      (own.flatMap(templates) + before + folders.dropFirst(own.count).flatMap(templates) + after)
      .joined(separator: ";")
  }

  /// What `LUA_PATH` has before and after `;;`, which stands for the usual places.
  private static func templates(_ path: String) -> (before: [String], after: [String]) {
    func list(_ part: Substring) -> [String] { part.split(separator: ";").map(String.init) }
    guard let usual = path.firstRange(of: ";;") else { return (list(path[...]), []) }
    return (list(path[..<usual.lowerBound]), list(path[usual.upperBound...]))
  }

  /// Where luarocks puts modules for Lua 5.4.
  private static func rockTrees(_ environment: [String: String]) -> [String] {
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : [$0 + "/.luarocks"] } ?? []
    return (home + ["/usr/local", "/usr"]).map { $0 + "/share/lua/5.4" }
  }

  /// Path of this program, links resolved.
  public static var currentExecutable: String? { resolved("/proc/self/exe") }

  private static func resolved(_ path: String) -> String? {
    guard let path = realpath(path, nil) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }

  /// `$TARN_HOME/stdlib` or `$TARN_HOME`; beside an installed program; up to a checkout.
  static func findStandardLibrary(executable: String?, environment: [String: String]) -> String? {
    if let home = environment["TARN_HOME"], !home.isEmpty {
      for folder in [home + "/stdlib", home] where isFolder(folder + "/recipes") { return folder }
    }
    guard let executable else { return nil }
    var folder = Self.folder(of: executable)
    let installed = Self.folder(of: folder) + "/share/tarn/stdlib"
    if isFolder(installed) { return installed }
    while folder != "/", folder != "." {
      if isFolder(folder + "/stdlib/recipes") { return folder + "/stdlib" }
      folder = Self.folder(of: folder)
    }
    return nil
  }

  static func dataFolder(_ environment: [String: String]) -> String? {
    userFolder("XDG_DATA_HOME", "/.local/share", environment)
  }

  /// A folder of the XDG base directories, whose variables count where they are absolute; nil without a home.
  /// - Parameter usual: below the home.
  package static func userFolder(
    _ variable: String, _ usual: String, _ environment: [String: String]
  ) -> String? {
    if let folder = environment[variable], folder.hasPrefix("/") { return folder }
    return environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 + usual : nil }
  }

  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

extension Lua {
  /// Makes `require` look beside a script before it looks elsewhere.
  public func searchFirst(besides script: String) throws {
    let folder = SearchPath.folder(of: script)
    guard folder != ".", case .table(let package) = try global("package"),
      let path = package["path"].asString
    else { return }
    let own = "\(folder)/?.lua;\(folder)/?/init.lua;"
    if !path.hasPrefix(own) { package["path"] = .string(own + path) }
  }

  /// Makes `require` look where `path` says, and nowhere else.
  public func use(_ path: SearchPath) throws {
    guard case .table(let package) = try global("package") else { return }
    package["path"] = .string(path.packagePath)
  }
}
