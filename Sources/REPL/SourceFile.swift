import Foundation

/// A Lua file as text.
enum SourceFile {
  struct Failure: Error, CustomStringConvertible, Equatable {
    let description: String
  }

  static func read(_ path: String) throws -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Failure(description: "cannot open \(path): no such file")
    }
    if isFolder.boolValue { throw Failure(description: "cannot run \(path): it is a folder") }
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw Failure(description: "cannot read \(path)")
    }
    if bytes.first == 0x1b {
      throw Failure(description: "\(path) is Lua bytecode; only text is run")
    }
    return text(bytes)
  }

  /// A first line that begins with `#` becomes a comment, so that scripts may be programs. The mark that
  /// some editors put before text of UTF-8 is left out.
  static func text(_ bytes: Data) -> String {
    let mark = [0xef, 0xbb, 0xbf] as [UInt8]
    let text = String(
      decoding: bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes, as: UTF8.self)
    return text.hasPrefix("#") ? "--" + text : text
  }
}
