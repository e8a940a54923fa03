/// A named value of a module. It may be anything, such as a function written in Lua.
public struct Constant {
  public let name: String
  public let summary: String
  let value: (Lua) throws -> LuaValue

  public init(_ name: String, _ summary: String, _ value: LuaValue) {
    self.init(name, summary) { _ in value }
  }

  /// The value is made when the module is installed.
  public init(_ name: String, _ summary: String, make: @escaping (Lua) throws -> LuaValue) {
    self.name = name
    self.summary = summary
    value = make
  }
}

/// A module of Lua functions: `tarn.name`, `require "tarn.name"`, and the global `name`.
/// The module named `tarn` is the root itself.
public struct ModuleDeclaration {
  public let name: String
  public let summary: String
  public let functions: [FunctionDeclaration]
  public let constants: [Constant]
  /// What calling the module does: `tensor{1, 2}`.
  public let callable: FunctionDeclaration?
  /// Pages for words that its functions use, such as the choices of their options.
  public let topics: [Topic]

  public init(
    name: String, summary: String, functions: [FunctionDeclaration] = [],
    constants: [Constant] = [], callable: FunctionDeclaration? = nil, topics: [Topic] = []
  ) {
    self.name = name
    self.summary = summary
    self.functions = functions
    self.constants = constants
    self.callable = callable
    self.topics = topics
  }

  /// Both together; the summary is the later one's.
  func adding(_ other: ModuleDeclaration) -> ModuleDeclaration {
    ModuleDeclaration(
      name: name, summary: other.summary, functions: functions + other.functions,
      constants: constants + other.constants, callable: other.callable ?? callable,
      topics: topics + other.topics)
  }

  /// Names after a dot.
  public var memberNames: [String] { functions.map(\.name) + constants.map(\.name) }
}
