import LuaBridge
import Recipes

/// What the host gives to a session: its modules, and where things are.
public struct Environment {
  public var version: String
  /// Registers the host's classes and modules.
  public var install: (Lua) throws -> Void
  /// How far a compared number may lie from its value before: given that value, and the tolerance that the test
  /// asked for, which only `check.close` has. Nil: anything is allowed.
  public typealias Tolerance = (_ value: Double, _ asked: Double?) -> Double?

  /// Other conditions under which tests must hold, too.
  public struct Variant {
    let name: String
    let tolerance: Tolerance
    let around: (_ body: () throws -> Void) throws -> Void

    public init(
      _ name: String, tolerance: @escaping Tolerance,
      around: @escaping (_ body: () throws -> Void) throws -> Void
    ) {
      self.name = name
      self.tolerance = tolerance
      self.around = around
    }
  }

  /// What `tarn test --verify` adds.
  public var variants: [Variant] = []
  /// Environment variables.
  public var variables: [String: String]
  /// Whether messages have colors; nil: where they go to a terminal that shows them.
  public var color: Bool?
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
  ///   - folders: more folders that `require` searches.
  public func makeLua(
    script: String? = nil, arguments: [String] = [], folders: [String] = []
  ) throws -> Lua {
    let lua = Lua()
    let path = searchPath(script: script, folders: folders)
    try lua.use(path)
    try install(lua)
    try lua.install(
      SessionModule.declaration(version: version, script: script, arguments: arguments))
    try RecipeLoader.install(in: lua)
    try lua.install(
      RecipeModule.declaration(executable: executable, shelf: RecipeShelf(path)))
    let arg = try lua.table(arguments.map { .string($0) })
    arg[0] = .string(script ?? "tarn")
    try lua.setGlobal("arg", .table(arg))
    return lua
  }

  /// How messages on a stream look.
  func style(_ descriptor: Int32) -> Style {
    color.map { Style(isOn: $0) } ?? Style(descriptor: descriptor, variables)
  }

  public func searchPath(script: String? = nil, folders: [String] = []) -> SearchPath {
    SearchPath(script: script, executable: executable, environment: variables, more: folders)
  }

  /// `$XDG_STATE_HOME/tarn/history`, or nil without a home.
  var historyFile: String? {
    SearchPath.userFolder("XDG_STATE_HOME", "/.local/state", variables).map { $0 + "/tarn/history" }
  }

  /// `$XDG_CONFIG_HOME/tarn/init.lua`: what the prompt runs first, or nil without a home.
  var startUpFile: String? {
    SearchPath.userFolder("XDG_CONFIG_HOME", "/.config", variables).map { $0 + "/tarn/init.lua" }
  }
}
