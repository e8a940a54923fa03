import CLuaShims

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A bar on standard error: at most ten times a second, with rate and remaining time. Silent if
/// standard error is not a terminal, and for work that is done within half a second.
public final class ProgressBar {
  private let total: Int
  private let label: String
  private let isVisible: Bool
  private let start = ContinuousClock.now
  private var lastDrawn: ContinuousClock.Instant?

  /// - Parameter total: number of steps, 0 if unknown.
  public init(total: Int, label: String = "", isTerminal: Bool? = nil) {
    self.total = max(0, total)
    self.label = label
    isVisible = isTerminal ?? (isatty(2) == 1)
  }

  /// Says that `done` steps are done. `note` stands behind the numbers.
  public func update(_ done: Int, note: String = "") {
    guard isVisible else { return }
    let now = ContinuousClock.now
    let elapsed = now - start
    if elapsed < .milliseconds(500) { return }
    if let lastDrawn, now - lastDrawn < .milliseconds(100) { return }
    if lastDrawn == nil { tarn_busy_bar(true) }
    lastDrawn = now
    write(
      "\r\u{1B}[K"
        + text(
          done: done, seconds: elapsed / .seconds(1), note: note, columns: Terminal.columns(of: 2)))
  }

  /// Removes the bar.
  public func finish() {
    guard isVisible, lastDrawn != nil else { return }
    lastDrawn = nil
    tarn_busy_bar(false)
    write("\r\u{1B}[K")
  }

  deinit { finish() }

  /// `label  40% ████      120/300  35.2/s  5 s left  note`
  ///
  /// - Parameter columns: of the terminal: where there are too few the bar gets shorter, then bar and label
  ///   go, then the end is cut, for a line that wraps could not be removed.
  public func text(
    done: Int, seconds: Double, note: String = "", columns: Int = 200
  ) -> String {
    let whole = text(done: done, seconds: seconds, note: note, bar: 20)
    let excess = whole.count - (columns - 1)
    guard excess > 0 else { return whole }
    let cells = 20 - excess >= 5 ? 20 - excess : 0
    var short = text(done: done, seconds: seconds, note: note, bar: cells)
    if short.count >= columns, !label.isEmpty { short.removeFirst(label.count + 2) }
    return String(short.prefix(max(columns - 1, 1)))
  }

  private func text(done: Int, seconds: Double, note: String, bar cells: Int) -> String {
    let rate = seconds > 0 ? Double(done) / seconds : 0
    let rateText =
      rate >= 100 ? "\(Int(rate))/s" : rate >= 1 ? "\((rate * 10).rounded() / 10)/s" : perStep(rate)
    var parts = label.isEmpty ? [] : [label]
    if total > 0 {
      let fraction = min(1, max(0, Double(done) / Double(total)))
      let filled = Int(fraction * Double(cells))
      let bar =
        String(repeating: "█", count: filled) + String(repeating: "·", count: cells - filled)
      parts += ["\(Int(fraction * 100))%"] + (cells > 0 ? [bar] : [])
      parts += ["\(done)/\(total)", rateText]
      if rate > 0, done < total { parts.append(duration(Double(total - done) / rate) + " left") }
    } else {
      parts += ["\(done)", rateText, duration(seconds)]
    }
    if !note.isEmpty { parts.append(note) }
    return parts.joined(separator: "  ")
  }

  private func perStep(_ rate: Double) -> String {
    rate > 0 ? duration(1 / rate) + " each" : "…"
  }

  private func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "a long time" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole / 60 % 60) min"
  }

  private func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      #if canImport(Glibc)
        _ = Glibc.write(2, bytes.baseAddress, bytes.count)
      #else
        _ = Darwin.write(2, bytes.baseAddress, bytes.count)
      #endif
    }
  }
}
