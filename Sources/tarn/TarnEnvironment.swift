import Foundation
import LuaBridge
import REPL

/// What the sessions of this program are made of.
enum TarnEnvironment {
  static let version = "0.1.0"

  /// - Parameter memory: ceiling of tensor memory in bytes, nil for none.
  static func make(memory: Int?) -> Environment {
    Environment(
      version: version, variables: ProcessInfo.processInfo.environment,
      executable: SearchPath.currentExecutable,
      install: { lua in try install(lua, memory: memory) })
  }

  /// Registers the modules of the engine.
  private static func install(_ lua: Lua, memory: Int?) throws {}
}
