import Foundation

/// An empty folder for the files of one test, removed together with this object.
package final class Scratch: Sendable {
  package let folder: URL

  package init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "tarn-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Calls `body` with an empty folder that is there as long as `body` runs.
  package static func with<Result>(_ body: (Scratch) throws -> Result) throws -> Result {
    let scratch = try Scratch()
    return try withExtendedLifetime(scratch) { try body(scratch) }
  }

  /// The path of a file of this folder.
  package func path(_ name: String) -> String { folder.appending(path: name).path }

  /// The names of the files, in order.
  package func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  /// Makes a folder in this one and returns its path.
  @discardableResult
  package func makeFolder(_ name: String) throws -> String {
    try FileManager.default.createDirectory(
      atPath: path(name), withIntermediateDirectories: true)
    return path(name)
  }

  /// Writes a file and returns its path.
  @discardableResult
  package func file(_ bytes: some Sequence<UInt8>, name: String = "data.csv") throws -> String {
    let path = path(name)
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  @discardableResult
  package func file(_ text: String, name: String = "data.csv") throws -> String {
    try file(text.utf8, name: name)
  }
}
