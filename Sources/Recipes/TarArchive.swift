import CZlib
import Foundation
import LuaBridge

/// The files of a `.tar.gz`. Only plain files and folders are taken, below the folder that they are written to:
/// absolute paths, `..` and links are refused.
struct TarArchive {
  /// Bytes and files that an archive may have.
  static let largest = 256 << 20
  static let mostFiles = 10_000

  private(set) var files: [(path: String, contents: ArraySlice<UInt8>)] = []

  /// - Throws: ``MessageError``.
  init(reading path: String) throws {
    func wrong(_ text: String) -> MessageError { MessageError("\(ByteText.shown(path)): \(text)") }
    let bytes = try TarArchive.inflated(path, wrong)
    var position = 0
    var longName: String?
    while position + 512 <= bytes.count {
      let header = bytes[position..<position + 512]
      if header.allSatisfy({ $0 == 0 }) { return }
      position += 512
      guard TarArchive.hasChecksum(header) else { throw wrong("it is no tar archive, or damaged") }
      guard let size = TarArchive.number(header, 124, 12), size <= bytes.count - position else {
        throw wrong("it ends too early")
      }
      let contents = bytes[position..<position + size]
      position += (size + 511) / 512 * 512
      var name = longName ?? TarArchive.name(header)
      switch header[header.startIndex + 156] {
      case UInt8(ascii: "L"):
        longName = TarArchive.text(contents)
        continue
      case UInt8(ascii: "x"):
        longName = TarArchive.path(inExtension: contents) ?? longName
        continue
      case UInt8(ascii: "g"): continue
      case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): break
      case UInt8(ascii: "5"): name += "/"
      default: throw wrong("'\(name)' is neither a file nor a folder; links are not taken")
      }
      longName = nil
      let parts = name.split(separator: "/", omittingEmptySubsequences: false)
      guard !name.hasPrefix("/"), !parts.contains(".."), !name.contains("\0") else {
        throw wrong("'\(name)' leads out of the archive's folder")
      }
      let plain = parts.filter { !$0.isEmpty && $0 != "." }.joined(separator: "/")
      if name.hasSuffix("/") || plain.isEmpty { continue }
      guard files.count < TarArchive.mostFiles else {
        throw wrong("it has more than \(TarArchive.mostFiles) files")
      }
      files.append((plain, contents))
    }
    if files.isEmpty { throw wrong("it is no tar archive, or has no files") }
  }

  /// Writes the files below a folder, which must be new.
  func write(to folder: URL) throws {
    for (path, contents) in files {
      let url = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(contents).write(to: url, options: .withoutOverwriting)
    }
  }

  private static func inflated(_ path: String, _ wrong: (String) -> MessageError) throws -> [UInt8]
  {
    guard let file = gzopen(path, "rb") else { throw wrong(String(cString: strerror(errno))) }
    defer { gzclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = buffer.withUnsafeMutableBytes { gzread(file, $0.baseAddress, UInt32($0.count)) }
      if got == 0 { return bytes }
      guard got > 0 else { throw wrong("the compressed data are damaged") }
      bytes += buffer[..<Int(got)]
      guard bytes.count <= largest else { throw wrong("it has more than \(largest >> 20) MB") }
      try Interrupt.check()
    }
  }

  // MARK: Headers

  private static func text(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func field(_ header: ArraySlice<UInt8>, _ start: Int, _ count: Int) -> ArraySlice<
    UInt8
  > {
    header[header.startIndex + start..<header.startIndex + start + count]
  }

  private static func name(_ header: ArraySlice<UInt8>) -> String {
    let name = text(field(header, 0, 100))
    let prefix = text(field(header, 257, 5)) == "ustar" ? text(field(header, 345, 155)) : ""
    return prefix.isEmpty ? name : prefix + "/" + name
  }

  /// Octal digits.
  private static func number(_ header: ArraySlice<UInt8>, _ start: Int, _ count: Int) -> Int? {
    let digits = text(field(header, start, count)).filter { $0 != " " }
    return digits.isEmpty ? 0 : Int(digits, radix: 8).flatMap { $0 < 0 ? nil : $0 }
  }

  /// The sum of the header's bytes, with blanks in the place of the sum.
  private static func hasChecksum(_ header: ArraySlice<UInt8>) -> Bool {
    var sum = 8 * 32
    for (k, byte) in header.enumerated() where !(148..<156).contains(k) { sum += Int(byte) }
    return number(header, 148, 8) == sum
  }

  /// Of lines `length key=value`.
  private static func path(inExtension contents: ArraySlice<UInt8>) -> String? {
    for line in String(decoding: contents, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1)
      if parts.count == 2, parts[1].hasPrefix("path=") { return String(parts[1].dropFirst(5)) }
    }
    return nil
  }
}
