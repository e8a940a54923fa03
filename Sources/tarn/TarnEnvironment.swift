import Foundation
import LuaBridge
import REPL
import TarnLua
import Tensors

/// What the sessions of this program are made of.
enum TarnEnvironment {
  static let version = TarnLua.version

  /// - Parameter memory: ceiling of memory in bytes, nil for 80 % of what there is.
  static func make(memory: Int?) -> Environment {
    let variables = ProcessInfo.processInfo.environment
    let executable = SearchPath.currentExecutable
    let library = SearchPath(script: nil, executable: executable, environment: variables)
      .standardLibrary
    if let memory { Memory.limit = memory }
    ResidentMemory.watch()
    return Environment(
      version: version, variables: variables, executable: executable,
      install: { lua in try TarnLua.install(in: lua, standardLibrary: library) })
  }
}
