import Foundation
import Testing

/// The built program behind a terminal of its own, as a person has it.
final class PseudoTerminal {
  private let terminal: Int32
  private let process: pid_t
  private(set) var screen = ""
  private var read = ""

  /// The program beside the test bundle.
  static var program: String {
    let bundle =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return (bundle as NSString).deletingLastPathComponent + "/tarn"
  }

  init(arguments: [String] = [], folder: String) throws {
    // What posix_openpt and its relatives do on Linux; Swift does not see them.
    terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (unlocked, number) = (Int32(0), Int32(0))
    let setLock: UInt = 0x4004_5431  // TIOCSPTLCK
    let getNumber: UInt = 0x8004_5430  // TIOCGPTN
    try #require(terminal >= 0 && ioctl(terminal, setLock, &unlocked) == 0)
    try #require(ioctl(terminal, getNumber, &number) == 0)
    var size = winsize(ws_row: 40, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
    let name = "/dev/pts/\(number)"

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // A new session, whose first opened terminal becomes its own.
    posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    // POSIX_SPAWN_SETSID, which the headers show only to GNU programs.
    let newSession: Int16 = 0x80
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | newSession)

    let environment = [
      "TERM=dumb", "HOME=\(folder)", "XDG_STATE_HOME=\(folder)/state", "PATH=/usr/bin:/bin",
      "LC_ALL=C.UTF-8", "INPUTRC=/dev/null",
    ]
    let shell = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder, Self.program]
    let words = (shell + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { strdup($0) } + [nil]
    defer { for word in words + variables { free(word) } }
    var started: pid_t = 0
    let status = posix_spawn(&started, shell[0], &actions, &attributes, words, variables)
    try #require(status == 0, "cannot start \(Self.program)")
    process = started
  }

  deinit {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
    close(terminal)
  }

  func send(_ keys: String) {
    var keys = keys
    keys.withUTF8 { _ = write(terminal, $0.baseAddress, $0.count) }
  }

  /// Reads until `text` appears after what was expected before.
  func expect(_ text: String, seconds: Double = 20) -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while true {
      if let found = read.range(of: text) {
        read = String(read[found.upperBound...])
        return true
      }
      guard ContinuousClock.now < end, receive() else { return false }
    }
  }

  /// Exit code, once the program has ended.
  func wait(seconds: Double = 20) -> Int32? {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      while receive(milliseconds: 20) {}
      var status: Int32 = 0
      if waitpid(process, &status, WNOHANG) == process { return (status >> 8) & 0xff }
    }
    return nil
  }

  private func receive(milliseconds: Int32 = 200) -> Bool {
    var descriptor = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    let ready = poll(&descriptor, 1, milliseconds)
    if ready == 0 { return milliseconds > 100 }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(terminal, &buffer, buffer.count)
    guard count > 0 else { return false }
    let text = String(decoding: buffer[..<count], as: UTF8.self)
    screen += text
    read += text
    return true
  }
}
