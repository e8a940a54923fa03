import Foundation
import LuaBridge

/// A recipe at one setting, in a process of its own.
final class SweepWorker {
  /// Tells the process that it is one.
  private static let variable = "TARN_SWEEP_WORKER"

  private let process = Process()
  private let folder: URL
  /// Path of the recipe.
  private let recipe: String
  /// Open as long as this process lives; the other one ends when it is closed.
  private let life = Pipe()

  /// - Parameters:
  ///   - recipe: path of its file.
  ///   - threads: how many the process may use.
  init(
    _ setting: [String: JSON], recipe: String, executable: String, seed: Int, threads: Int
  ) throws {
    self.recipe = recipe
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tarn-sweep-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let order = JSON.object([
      "recipe": .string(Recipe.name(of: recipe)), "file": .string(recipe),
      "options": .object(setting), "seed": .integer(seed),
    ])
    let orderFile = folder.appendingPathComponent("order")
    try Data(order.text().utf8).write(to: orderFile)
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = [
      "recipe", "run", "--threads", String(threads), "--results",
      folder.appendingPathComponent("results").path, "--from", orderFile.path,
    ]
    var variables = ProcessInfo.processInfo.environment
    variables[SweepWorker.variable] = "1"
    process.environment = variables
    process.standardInput = life
    for (name, stream) in [("output", \Process.standardOutput), ("errors", \.standardError)] {
      let file = folder.appendingPathComponent(name)
      try Data().write(to: file)
      process[keyPath: stream] = try FileHandle(forWritingTo: file)
    }
    try process.run()
  }

  var isRunning: Bool { process.isRunning }

  /// What came out; an error if the recipe failed.
  func result() throws -> JSON {
    process.waitUntilExit()
    defer { try? FileManager.default.removeItem(at: folder) }
    let results = folder.appendingPathComponent("results")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: results.path)) ?? []
    if process.terminationReason == .exit, process.terminationStatus == 0,
      let name = names.first(where: { $0.hasSuffix(".json") })
    {
      return try RecipeRecord(reading: results.appendingPathComponent(name).path).result.numbered
    }
    let errors = try? String(
      contentsOf: folder.appendingPathComponent("errors"), encoding: .utf8)
    let lines = (errors ?? "").split(separator: "\n")
    let first = lines.firstIndex { $0.hasPrefix("tarn: ") }.map { lines[$0].dropFirst(6) }
    if let first { throw MessageError(withoutPlace(String(first))) }
    throw MessageError(
      process.terminationReason == .exit
        ? "the process ended with exit code \(process.terminationStatus)"
        : "the process was ended by signal \(process.terminationStatus)")
  }

  /// A message without the folders where recipe and library are on this machine: it goes into a table.
  private func withoutPlace(_ message: String) -> String {
    let recipes = URL(fileURLWithPath: recipe).deletingLastPathComponent()
    var message = message
    for folder in [recipes, recipes.deletingLastPathComponent()] where folder.path != "/" {
      message = message.replacing(folder.path + "/", with: "")
    }
    return message
  }

  func stop() {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  /// In the process of a worker: it ends together with the one that started it.
  static func followStarter() {
    guard ProcessInfo.processInfo.environment[variable] != nil else { return }
    unsetenv(variable)
    Thread.detachNewThread {
      var byte: UInt8 = 0
      while read(0, &byte, 1) != 0 {}
      _exit(1)
    }
  }
}

extension RecipeRun {
  /// To be called by the command before it runs a recipe.
  public static func followStarter() { SweepWorker.followStarter() }
}
