import Glibc

/// Lines on standard error. Where it is closed or full there is nobody to be told: what was going to be said is
/// lost, and nothing else.
public enum StandardError {
  public static func write(_ text: String) {
    var bytes = Array((text + "\n").utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return }
      bytes = bytes.dropFirst(written)
    }
  }
}
