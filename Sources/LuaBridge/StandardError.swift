import CLuaShims
import Glibc
import Synchronization

/// Lines on standard error. Where it is closed or full there is nobody to be told: what was going to be said is
/// lost, and nothing else.
public enum StandardError {
  private static let filter = Mutex<@Sendable (String) -> Bool>({ _ in true })

  /// From now on only texts for which this holds are written.
  public static func writes(only isWanted: @escaping @Sendable (String) -> Bool) {
    filter.withLock { $0 = isWanted }
  }

  public static func write(_ text: String) {
    guard filter.withLock({ $0 })(text) else { return }
    tarn_busy_clear()
    var bytes = ByteText.bytes(text + "\n")[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return }
      bytes = bytes.dropFirst(written)
    }
  }
}
