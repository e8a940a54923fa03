import Foundation

/// The stack of the main thread, on which scripts run.
enum MainStack {
  /// Lua calls Tarn, which calls Lua, and so on: 200 levels of it need more than the usual 8 MB when each
  /// evaluates networks inside networks.
  private static let bytes: rlim_t = 64 << 20

  /// Lets the stack grow further, where the system allows it. (The room below it is reserved when a program
  /// starts, 128 MB at least.)
  static func enlarge() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(3), &limit) == 0, limit.rlim_cur < bytes else { return }
    limit.rlim_cur = min(bytes, limit.rlim_max)
    _ = setrlimit(__rlimit_resource_t(3), &limit)
  }
}
