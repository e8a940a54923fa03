import LuaBridge
import Settings

extension FunctionDeclaration {
  /// The function that makes a declared thing, or uses it: its arguments, options, checks and help follow
  /// from the settings.
  /// - Parameters:
  ///   - arguments: before those of the thing.
  ///   - options: besides those of the thing.
  init<Thing: Declared>(
    of type: Thing.Type, _ session: Session, arguments: [Argument] = [], options: [Option] = [],
    returns: ResultType,
    note: String = "", example: String, body: @escaping (Call, Thing) throws -> LuaValue
  ) {
    let declaration = type.declaration
    self.init(
      name: declaration.about.name,
      arguments: arguments + declaration.rows.filter(\.isPositional).map(\.argument),
      options: options + declaration.rows.filter { !$0.isPositional }.map(\.option),
      returns: returns,
      summary: declaration.about.summary + (note.isEmpty ? "" : " " + note),
      formula: declaration.about.source, example: example
    ) { call in try body(call, call.declared(type, session)) }
  }

  /// The same of a type that is known by its protocol alone.
  static func erasing(
    _ type: any Declared.Type, _ session: Session, arguments: [Argument] = [],
    options: [Option] = [], returns: ResultType, note: String = "", example: String,
    body: @escaping (Call, any Declared) throws -> LuaValue
  ) -> FunctionDeclaration {
    func declaration<Thing: Declared>(_ type: Thing.Type) -> FunctionDeclaration {
      FunctionDeclaration(
        of: type, session, arguments: arguments, options: options, returns: returns, note: note,
        example: example
      ) { try body($0, $1) }
    }
    return declaration(type)
  }
}
