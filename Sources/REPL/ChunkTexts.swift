import Foundation

/// The text of what was run, so that an error can show the line where it happened.
public final class ChunkTexts {
  private var texts: [String: [Substring]] = [:]
  private var order: [String] = []
  private let limit = 1000

  public init() {}

  /// - Parameter name: as messages show the chunk: `prompt[3]`, `-e`.
  public func remember(_ name: String, _ text: String) {
    if texts[name] == nil { order.append(name) }
    texts[name] = text.split(separator: "\n", omittingEmptySubsequences: false)
    if order.count > limit { texts[order.removeFirst()] = nil }
  }

  /// A line, from 1, of a chunk or of the file of that name; nil if it is not known.
  func line(_ number: Int, of name: String) -> String? {
    let lines = texts[name] ?? fileLines(name)
    guard lines.indices.contains(number - 1) else { return nil }
    let line = String(lines[number - 1]).trimmed
    return line.isEmpty ? nil : line
  }

  /// Whether a chunk is one line, which still stands right above its error.
  func isOneLine(_ name: String) -> Bool { texts[name]?.count == 1 }

  private func fileLines(_ path: String) -> [Substring] {
    // Messages cut long paths at their beginning.
    guard !path.hasPrefix("..."), let bytes = FileManager.default.contents(atPath: path),
      bytes.count < 1 << 24
    else { return [] }
    return Substring(decoding: bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
  }
}
