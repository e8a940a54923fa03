#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where Lua modules and the files of the standard library are found.
public struct SearchPath {
  /// Folder with `recipes/`, `data/`, …; nil if none was found.
  public let standardLibrary: String?
  /// Folders that `require` looks in, in order.
  public let folders: [String]

  /// - Parameters:
  ///   - script: path of the script that runs, if one does; its folder comes first.
  ///   - executable: path of the program.
  ///   - environment: variables; `TARN_HOME` and `XDG_DATA_HOME` count.
  public init(script: String?, executable: String?, environment: [String: String]) {
    standardLibrary = Self.findStandardLibrary(executable: executable, environment: environment)
    var folders: [String] = []
    if let script { folders.append(Self.folder(of: script)) }
    folders.append("recipes")
    if let data = Self.dataFolder(environment) { folders.append(data + "/tarn/recipes") }
    if let standardLibrary { folders += [standardLibrary, standardLibrary + "/recipes"] }
    self.folders = folders
  }

  /// For `package.path`. `require "recipes.name"` and `require "name"` both find a recipe.
  public var packagePath: String {
    folders.map { "\($0)/?.lua;\($0)/?/init.lua" }.joined(separator: ";")
  }

  /// Folders of recipes, in order.
  public var recipeFolders: [String] {
    folders.filter { $0 == "recipes" || $0.hasSuffix("/recipes") }
  }

  /// Path of this program, links resolved.
  public static var currentExecutable: String? {
    guard let path = realpath("/proc/self/exe", nil) else { return nil }
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
    if let folder = environment["XDG_DATA_HOME"], !folder.isEmpty { return folder }
    return environment["HOME"].map { $0 + "/.local/share" }
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
  /// Makes `require` look where `path` says, and nowhere else.
  public func use(_ path: SearchPath) throws {
    guard case .table(let package) = try global("package") else { return }
    package["path"] = .string(path.packagePath)
  }
}
