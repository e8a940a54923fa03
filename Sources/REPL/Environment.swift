import LuaBridge

/// What the host gives to a session: its modules, and where things are.
public struct Environment {
  public var version: String
  /// Registers the host's classes and modules.
  public var install: (Lua) throws -> Void
  /// Environment variables.
  public var variables: [String: String]
  /// Path of the program.
  public var executable: String?

  public init(
    version: String, variables: [String: String], executable: String?,
    install: @escaping (Lua) throws -> Void
  ) {
    self.version = version
    self.variables = variables
    self.executable = executable
    self.install = install
  }

  /// A state with everything installed.
  /// - Parameters:
  ///   - script: path of the script that will run; its folder is searched by `require`.
  ///   - arguments: what follows it on the command line; the global `arg`.
  public func makeLua(script: String? = nil, arguments: [String] = []) throws -> Lua {
    let lua = Lua()
    try lua.use(searchPath(script: script))
    try install(lua)
    try lua.install(
      SessionModule.declaration(version: version, script: script, arguments: arguments))
    let arg = try lua.table(arguments.map { .string($0) })
    arg[0] = .string(script ?? "tarn")
    try lua.setGlobal("arg", .table(arg))
    return lua
  }

  public func searchPath(script: String? = nil) -> SearchPath {
    SearchPath(script: script, executable: executable, environment: variables)
  }

  /// `$XDG_STATE_HOME/tarn/history`, or nil without a home.
  var historyFile: String? {
    if let folder = variables["XDG_STATE_HOME"], !folder.isEmpty {
      return folder + "/tarn/history"
    }
    return variables["HOME"].map { $0 + "/.local/state/tarn/history" }
  }

  /// `$XDG_CONFIG_HOME/tarn/init.lua`: what the prompt runs first, or nil without a home.
  var startUpFile: String? {
    if let folder = variables["XDG_CONFIG_HOME"], !folder.isEmpty {
      return folder + "/tarn/init.lua"
    }
    return variables["HOME"].map { $0 + "/.config/tarn/init.lua" }
  }
}
