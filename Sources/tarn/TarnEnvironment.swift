import Foundation
import LuaBridge
import REPL
import TarnLua
import Tensors

/// What the sessions of this program are made of.
enum TarnEnvironment {
  static let version = TarnLua.version

  /// - Parameter memory: ceiling of tensor memory in bytes, nil for the engine's own.
  static func make(memory: Int?) -> Environment {
    let variables = ProcessInfo.processInfo.environment
    let executable = SearchPath.currentExecutable
    let library = SearchPath(script: nil, executable: executable, environment: variables)
      .standardLibrary
    if let memory { Memory.limit = memory }
    return Environment(
      version: version, variables: variables, executable: executable,
      install: { lua in try TarnLua.install(in: lua, standardLibrary: library) })
  }
}
