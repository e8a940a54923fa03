import Foundation

/// What the terminal can show.
public struct Display: Sendable, Equatable {
  public var columns: Int
  public var rows: Int
  /// Whether it draws graphics sent as sixels (DEC's format; xterm -ti vt340, foot, WezTerm, …).
  public var understandsSixels: Bool

  public init(columns: Int = 80, rows: Int = 24, understandsSixels: Bool = false) {
    self.columns = columns
    self.rows = rows
    self.understandsSixels = understandsSixels
  }

  /// The display behind standard output.
  ///
  /// The environment variable TARN_PLOT (`sixel` or `text`) decides if it is set; otherwise the
  /// terminal is asked once, unless something was typed that the question could swallow.
  public static func current() -> Display {
    var display = Display()
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 {
      display.columns = Int(size.ws_col)
      display.rows = Int(size.ws_row)
    }
    switch ProcessInfo.processInfo.environment["TARN_PLOT"] {
    case "sixel": display.understandsSixels = true
    case "text": display.understandsSixels = false
    default: display.understandsSixels = terminalUnderstandsSixels
    }
    return display
  }

  /// Whether an answer to the question "primary device attributes" lists attribute 4, sixels.
  ///
  /// The answer looks like `ESC [ ? 62 ; 4 ; 6 c`.
  package static func listsSixels(answer: some StringProtocol) -> Bool {
    guard let start = answer.range(of: "\u{1B}[?"), let end = answer.lastIndex(of: "c"),
      start.upperBound <= end
    else { return false }
    return answer[start.upperBound..<end].split(separator: ";").dropFirst().contains("4")
  }

  /// Asked at most once a process.
  private static let terminalUnderstandsSixels: Bool = {
    let name = ProcessInfo.processInfo.environment["TERM"] ?? "dumb"
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, name != "dumb", name != "linux"
    else { return false }
    return listsSixels(answer: askedAttributes())
  }()

  /// Asks the terminal for its attributes and waits at most 0.3 s for the answer.
  private static func askedAttributes() -> String {
    var saved = termios()
    guard tcgetattr(STDIN_FILENO, &saved) == 0 else { return "" }
    var raw = saved
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    guard tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0 else { return "" }
    defer { tcsetattr(STDIN_FILENO, TCSANOW, &saved) }
    var ready = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, 0) == 0 else { return "" }
    let question: [UInt8] = [0x1B, 0x5B, 0x63]
    guard write(STDOUT_FILENO, question, question.count) == question.count else { return "" }
    var answer: [UInt8] = []
    var byte: UInt8 = 0
    while answer.count < 64, answer.last != 0x63, poll(&ready, 1, 300) == 1,
      read(STDIN_FILENO, &byte, 1) == 1
    {
      answer.append(byte)
    }
    return String(decoding: answer, as: UTF8.self)
  }
}
