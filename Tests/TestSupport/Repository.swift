import Foundation
import Testing

/// Where tests find files, whatever folder they run in.
package enum Repository {
  package static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  /// Records of other programs; `scripts/fixtures` makes them.
  package static let fixtures = root.appending(path: "Tests/Fixtures")
  package static let standardLibrary = root.appending(path: "stdlib").path
  /// Larger data, which lies beside the repository where somebody put it; see `needsShared`.
  package static let shared = root.appending(path: "../shared").standardizedFileURL

  /// The path of a file of `Tests/Fixtures`.
  package static func fixture(_ path: String) -> String { fixtures.appending(path: path).path }
}

extension Trait where Self == ConditionTrait {
  /// Where a folder of `../shared` is not there the test is skipped, and the run says so.
  package static func needsShared(
    _ path: String, sourceLocation: SourceLocation = #_sourceLocation
  ) -> Self {
    .enabled(
      if: FileManager.default.fileExists(atPath: Repository.shared.appending(path: path).path),
      "there is no ../shared/\(path) here", sourceLocation: sourceLocation)
  }

  /// Skipped, and said to be, where a variable of the environment is not set.
  package static func needsVariable(
    _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) -> Self {
    .enabled(
      if: ProcessInfo.processInfo.environment[name] != nil, "\(name) is not set",
      sourceLocation: sourceLocation)
  }
}
