import Foundation
import TestSupport
import Testing

/// Tests/Transcripts: sessions at a terminal, as text. A line `< keys` types the keys (and Enter,
/// unless it ends with `\`); any other line must appear on the screen, in this order. Keys with
/// names: <Tab> <Ctrl-C> <Ctrl-D> <Up>; <Wait> is a tenth of a second. A line `= n` waits for the end with exit code n; `#` begins
/// a comment.
struct TranscriptTests {
  static var transcripts: [String] {
    let folder = Repository.root.appending(path: "Tests/Transcripts").path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".txt") }.sorted().map { folder + "/" + $0 }
  }

  /// Those that a sanitizer lets play: it delivers a signal only when the program calls the system.
  static var playable: [String] {
    transcripts.filter {
      !isSanitized || !($0.hasSuffix("interrupt.txt") || $0.hasSuffix("unheard.txt"))
    }
  }

  @Test(.timeLimit(.minutes(2)), arguments: playable)
  func plays(file: String) throws {
    let scratch = try Scratch()
    let terminal = try PseudoTerminal(folder: scratch.folder.path)
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    for (number, line) in lines.enumerated() {
      if line.hasPrefix("#") { continue }
      if line.hasPrefix("= ") {
        #expect(terminal.wait() == Int32(line.dropFirst(2)), "\(file): exit code")
      } else if line.hasPrefix("< ") || line == "<" {
        for (position, part) in keys(String(line.dropFirst(2))).split(
          separator: "<Wait>", omittingEmptySubsequences: false
        )
        .enumerated() {
          if position > 0 { usleep(100_000) }
          terminal.send(String(part))
        }
      } else if !terminal.expect(String(line)) {
        Issue.record("\(file) line \(number + 1): no '\(line)' on\n\(terminal.screen)")
        return
      }
    }
  }

  private func keys(_ text: String) -> String {
    let names = [
      "<Tab>": "\t", "<Ctrl-C>": "\u{3}", "<Ctrl-D>": "\u{4}", "<Up>": "\u{1B}[A",
    ]
    var keys = text
    for (name, key) in names { keys = keys.replacing(name, with: key) }
    return keys.hasSuffix("\\") ? String(keys.dropLast()) : keys + "\r"
  }

  @Test func thereAreTranscripts() {
    #expect(Self.transcripts.count >= 5)
  }
}
