import CLuaShims
import Foundation

/// A Lua file: bytes, whatever they are.
public enum SourceFile {
  public struct Failure: Error, CustomStringConvertible, Equatable {
    public let description: String
  }

  /// A script.
  /// - Parameter path: a path, or what ``ByteText`` made of one.
  public static func bytes(_ path: String) throws -> [UInt8] {
    let bytes = try contents(of: path)
    if bytes.first == 0x1b {
      throw Failure(description: "\(ByteText.shown(path)) is Lua bytecode; only text is run")
    }
    return prepared(bytes)
  }

  /// Any file as it is.
  public static func contents(of path: String) throws -> [UInt8] {
    let shown = ByteText.shown(path)
    let name = ByteText.bytes(path).map { CChar(bitPattern: $0) } + [0]
    let file = open(name, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      let reason = errno == ENOENT ? "no such file" : String(cString: strerror(errno))
      throw Failure(description: "cannot open \(shown): \(reason)")
    }
    defer { close(file) }
    return try contents(file, of: shown)
  }

  /// The same as text; bytes that are no UTF-8 are replaced.
  public static func read(_ path: String) throws -> String {
    String(decoding: try bytes(path), as: UTF8.self)
  }

  /// All that standard input has, as a script.
  public static func standardInput() throws -> [UInt8] {
    prepared(try contents(0, of: "standard input"))
  }

  /// The next line of standard input as a ``ByteText``, without its end; nil where there is none.
  public static func nextLine() -> String? {
    var line: UnsafeMutablePointer<CChar>?
    var room = 0
    defer { free(line) }
    let count = tarn_input_line(&line, &room)
    guard count >= 0, let line else { return nil }
    var bytes = UnsafeRawBufferPointer(start: line, count: count)[...]
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    return ByteText.string(bytes)
  }

  /// A first line that begins with `#` becomes a comment, so that scripts may be programs. The mark that
  /// some editors put before text of UTF-8 is left out.
  static func prepared(_ bytes: [UInt8]) -> [UInt8] {
    let mark = [0xef, 0xbb, 0xbf] as [UInt8]
    let bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
    return bytes.first == UInt8(ascii: "#") ? Array("--".utf8) + bytes : bytes
  }

  /// Whether bytes that Lua could not read are no text at all.
  static func isBinary(_ bytes: [UInt8]) -> Bool {
    let start = bytes.prefix(4096)
    let strange = start.count { $0 < 32 && !(9...13).contains($0) || $0 == 127 }
    return start.contains(0) || strange * 20 > start.count
  }

  private static func contents(_ file: Int32, of name: String) throws -> [UInt8] {
    var status = stat()
    if fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw Failure(description: "cannot run \(name): it is a folder")
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = buffer.withUnsafeMutableBytes { Foundation.read(file, $0.baseAddress, $0.count) }
      if got == 0 { return bytes }
      if got < 0 {
        if errno == EINTR {
          try Interrupt.check()
          continue
        }
        throw Failure(description: "cannot read \(name): \(String(cString: strerror(errno)))")
      }
      bytes += buffer[..<got]
    }
  }
}

extension Lua {
  /// Compiles a file.
  /// - Throws: ``SourceFile/Failure``, or ``LuaError`` for a syntax error.
  public func load(file path: String, environment: LuaTable? = nil) throws -> LuaFunction {
    let bytes = try SourceFile.bytes(path)
    do {
      return try load(bytes, chunkName: "@" + ByteText.shown(path), environment: environment)
    } catch let error as LuaError where SourceFile.isBinary(bytes) {
      throw SourceFile.Failure(
        description: "\(ByteText.shown(path)) is no text, and so no Lua (\(error.message))")
    }
  }
}
