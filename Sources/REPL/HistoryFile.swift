import Foundation
import LuaBridge

/// A history on disk: an item a line, `\n` within items written as `\\n`. Sessions side by side append to it.
final class HistoryFile: @unchecked Sendable {
  private let path: String
  /// What was read ahead; whoever passes the gate has it to himself.
  private var ready: [String]?
  /// Whether it was said that nothing can be written.
  private var isTold = false
  private let gate = DispatchSemaphore(value: 1)
  static let limit = 100_000

  init(path: String) { self.path = path }

  func preload() {
    // Closed until all is read: whoever asks meanwhile waits.
    gate.wait()
    Thread.detachNewThread { [self] in
      ready = read()
      gate.signal()
    }
  }

  /// The latest items, oldest first, each text once.
  func items() -> [String] {
    gate.wait()
    defer {
      ready = nil
      gate.signal()
    }
    return ready ?? read()
  }

  private func read() -> [String] {
    guard let contents = FileManager.default.contents(atPath: path), !contents.isEmpty else {
      return []
    }
    // Slices of arrays cost much less than those of Data.
    let bytes = [UInt8](contents)
    // Decided once for all, for the usual way is much faster.
    let isUTF8 = !bytes.contains(0xF4) && String(validating: bytes, as: UTF8.self) != nil
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    var seen: Set<String> = []
    var items: [String] = []
    for line in lines.reversed() where items.count < Self.limit {
      let item = Self.decoded(line, isUTF8: isUTF8)
      if seen.insert(item).inserted { items.append(item) }
    }
    if lines.count > 2 * Self.limit { shorten() }
    return items.reversed()
  }

  func append(_ item: String) {
    let folder = (path as NSString).deletingLastPathComponent
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let isKept = locked { descriptor in
      // One write: sessions side by side do not mix their lines.
      let text = ByteText.bytes(Self.encoded(item) + "\n")
      _ = text.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }
    if !isKept, !isTold {
      isTold = true
      StandardError.write("tarn: the history is not kept: cannot write \(path)")
    }
  }

  /// Leaves out what is too old. A new file takes the place of the old one, so that none is ever half there.
  private func shorten() {
    locked { _ in
      guard let bytes = FileManager.default.contents(atPath: path) else { return }
      let lines = bytes.split(separator: UInt8(ascii: "\n")).suffix(Self.limit)
      try? Data(lines.joined(separator: [UInt8(ascii: "\n")]) + [UInt8(ascii: "\n")])
        .write(to: URL(filePath: path), options: .atomic)
    }
  }

  /// Opens the file, and holds it while `body` runs; false if it cannot be written.
  @discardableResult
  private func locked(_ body: (Int32) -> Void) -> Bool {
    for _ in 0..<10 {
      let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o600)
      guard descriptor >= 0 else { return false }
      defer { close(descriptor) }
      flock(descriptor, LOCK_EX)
      // Another session may have put a shorter file in its place meanwhile.
      var (mine, current) = (stat(), stat())
      guard fstat(descriptor, &mine) == 0, stat(path, &current) == 0, mine.st_ino == current.st_ino
      else { continue }
      body(descriptor)
      return true
    }
    return false
  }

  static func encoded(_ item: String) -> String {
    item.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
  }

  static func decoded(_ line: ArraySlice<UInt8>, isUTF8: Bool = false) -> String {
    func text(_ bytes: some Collection<UInt8>) -> String {
      isUTF8 ? String(decoding: bytes, as: UTF8.self) : ByteText.string(bytes)
    }
    guard line.contains(UInt8(ascii: "\\")) else { return text(line) }
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in line {
      if isEscaped {
        bytes.append(byte == UInt8(ascii: "n") ? UInt8(ascii: "\n") : byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        bytes.append(byte)
      }
    }
    return text(bytes)
  }
}
