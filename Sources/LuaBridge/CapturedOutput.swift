import Foundation

/// What is printed while something runs, instead of on standard output.
public enum CapturedOutput {
  /// - Throws: what `body` throws, or if there is no place for a temporary file.
  public static func of(_ body: () throws -> Void) throws -> String {
    fflush(nil)
    guard let file = tmpfile() else { throw MessageError("no temporary file to print to") }
    defer { fclose(file) }
    let before = dup(STDOUT_FILENO)
    guard before >= 0, dup2(fileno(file), STDOUT_FILENO) >= 0 else {
      throw MessageError("standard output cannot be redirected")
    }
    defer { close(before) }
    var failure: (any Error)?
    do { try body() } catch { failure = error }
    fflush(nil)
    dup2(before, STDOUT_FILENO)
    if let failure { throw failure }
    let descriptor = fileno(file)
    let size = Int(lseek(descriptor, 0, SEEK_END))
    lseek(descriptor, 0, SEEK_SET)
    var bytes = [UInt8](repeating: 0, count: max(0, size))
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
