import CReadlineShims
import Foundation
import LuaBridge

/// Reads lines from the terminal, with history and completion.
final class LineEditor {
  enum Input {
    case line(String)
    /// Ctrl-C at the prompt.
    case interrupted
    /// Ctrl-D on an empty line.
    case end
  }

  private let environment: any CompletionEnvironment
  private let history: History
  /// Lines above the one being edited, which belong to the same input.
  var earlierLines = ""

  init(environment: any CompletionEnvironment, history: History) {
    self.environment = environment
    self.history = history
    tarn_editor_open(
      Unmanaged.passUnretained(self).toOpaque(), completeLine, { Interrupt.isRequested },
      prepareHistory)
    // A long history is read while the first key is waited for.
    history.preload()
    history.onRemove = { tarn_history_remove(Int32($0)) }
  }

  fileprivate func showHistory() { for item in history.items { Self.show(item) } }

  private static func show(_ item: String) {
    // Of a hundred thousand hardly one has bytes that are no UTF-8.
    guard item.utf8.contains(0xF4) else { return tarn_history_add(item) }
    tarn_history_add(ByteText.bytes(item).map { CChar(bitPattern: $0) } + [0])
  }

  func read(prompt: String) -> Input {
    fflush(nil)
    Interrupt.clear()
    var line: UnsafeMutablePointer<CChar>?
    defer { free(line) }
    switch Int(tarn_editor_read(prompt, &line)) {
    case tarn_line_interrupted:
      Interrupt.clear()
      return .interrupted
    case tarn_line_read:
      guard let line else { return .end }
      return .line(ByteText.string(UnsafeRawBufferPointer(start: line, count: strlen(line))))
    default: return .end
    }
  }

  func remember(_ input: String) {
    history.add(input)
    Self.show(input)
  }

  fileprivate func complete(_ line: String, cursor: Int) {
    let offset = earlierLines.utf8.count
    let completion = Completion.find(
      earlierLines + line, cursor: offset + cursor, in: environment)
    tarn_completion_word(Int32(max(0, completion.start - offset)))
    for candidate in completion.candidates { tarn_completion_add(candidate) }
  }
}

/// Called once, while the first key is waited for.
private func prepareHistory(_ editor: UnsafeMutableRawPointer?) {
  guard let editor else { return }
  Unmanaged<LineEditor>.fromOpaque(editor).takeUnretainedValue().showHistory()
}

/// Called by readline; in a file of its own actor-free code, as C demands.
private func completeLine(
  _ editor: UnsafeMutableRawPointer?, _ line: UnsafePointer<CChar>?, _ cursor: Int32
) {
  guard let editor, let line else { return }
  Unmanaged<LineEditor>.fromOpaque(editor).takeUnretainedValue()
    .complete(String(cString: line), cursor: Int(cursor))
}
