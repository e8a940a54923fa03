import Foundation
import Settings

/// What a file is named for.
public enum PathUse: String, Sendable {
  case read
  case write

  /// Why a name cannot be that of such a file; nil where it can, or whoever opens it will say more.
  package func refusal(of path: String) -> String? {
    if path.isEmpty { return "the path is empty" }
    if ByteText.hasBytes(path) {
      return "cannot \(rawValue) \(showString(path)): the name of a file must be UTF-8"
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    var folder = path.hasPrefix("/") ? "/" : ""
    for part in parts.dropLast() {
      let parent = folder
      folder += (folder.isEmpty || folder.hasSuffix("/") ? "" : "/") + part
      if PathUse.isFolder(folder) { continue }
      let problem =
        FileManager.default.fileExists(atPath: folder)
        ? "\"\(folder)\" is a file, not a folder" : "there is no folder \"\(folder)\""
      return "cannot \(rawValue) \"\(path)\": \(problem)"
        + PathUse.suggestion(for: String(part), in: parent) { PathUse.isFolder($0) }
    }
    guard self == .read, let name = parts.last, !FileManager.default.fileExists(atPath: path),
      !FileManager.default.fileExists(atPath: path + ".gz")
    else { return nil }
    let suggestion = PathUse.suggestion(for: String(name), in: folder) { _ in true }
    return suggestion.isEmpty
      ? nil : "cannot read \"\(path)\": No such file or directory\(suggestion)"
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// The entry of a folder that was probably meant: two letters at one place are wrong at most, and not only
  /// digits, for names with other digits are others of a numbered kind.
  private static func suggestion(
    for name: String, in folder: String, where isMeant: (String) -> Bool
  ) -> String {
    let entries =
      (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    let prefix = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
    return NearestName.suggestion(
      for: name, in: entries.filter { isNear($0, name) && isMeant(prefix + $0) })
  }

  private static func isNear(_ a: String, _ b: String) -> Bool {
    let begin = a.commonPrefix(with: b).count
    let (restA, restB) = (a.dropFirst(begin), b.dropFirst(begin))
    let end = String(restA.reversed()).commonPrefix(with: String(restB.reversed())).count
    let (oddA, oddB) = (restA.dropLast(end), restB.dropLast(end))
    return oddA.count <= 2 && oddB.count <= 2 && !(oddA + oddB).allSatisfy(\.isNumber)
  }
}
