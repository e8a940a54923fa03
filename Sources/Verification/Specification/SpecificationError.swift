import Foundation

/// What is wrong with a file that describes a property, with its place.
public struct SpecificationError: Error, Equatable, CustomStringConvertible {
  /// Line and column, both from 1.
  public struct Place: Sendable, Hashable {
    public let line: Int
    public let column: Int
  }

  public let path: String
  public let place: Place?
  public let problem: String

  public var description: String {
    let place = place.map { ", line \($0.line), column \($0.column)" } ?? ""
    return "\"\(path)\"\(place): \(problem)"
  }
}

/// The text of a file.
enum SpecificationFile {
  /// Files beyond this many bytes are no properties.
  private static let limit = 1 << 28

  static func read(_ path: String) throws -> String {
    func fail(_ problem: String) -> SpecificationError {
      SpecificationError(path: path, place: nil, problem: problem)
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw fail("there is no such file")
    }
    guard !isFolder.boolValue else { throw fail("it is a folder") }
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular,
      let size = attributes?[.size] as? Int
    else { throw fail("it is no ordinary file") }
    guard size <= limit else { throw fail("it has \(size) bytes, expected at most \(limit)") }
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw fail("it cannot be read")
    }
    guard let text = String(data: bytes, encoding: .utf8) else { throw fail("it is no text") }
    return text
  }
}
