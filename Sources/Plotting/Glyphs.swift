import Foundation

/// Letters that the fonts of the machine have.
///
/// For others the graphics library draws frames with their numbers, which gnuplot enlarges to strokes across the whole
/// picture.
enum Glyphs {
  /// A text in which "?" stands for the letters that cannot be drawn.
  static func drawable(_ text: String) -> String {
    let unusual = Set(text.unicodeScalars.filter { $0.value >= 0x250 })
    guard !unusual.isEmpty else { return text }
    let missing = missing(among: unusual)
    guard !missing.isEmpty else { return text }
    var drawn = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { drawn.append(missing.contains(scalar) ? "?" : scalar) }
    return String(drawn)
  }

  private static let known = Known()

  private static func missing(among scalars: Set<Unicode.Scalar>) -> Set<Unicode.Scalar> {
    scalars.filter { !known.has($0) }
  }

  /// What the machine's fonts were asked for already.
  private final class Known: @unchecked Sendable {
    private let lock = NSLock()
    private var answers: [Unicode.Scalar: Bool] = [:]

    func has(_ scalar: Unicode.Scalar) -> Bool {
      lock.withLock {
        if let answer = answers[scalar] { return answer }
        let answer = ask(scalar)
        answers[scalar] = answer
        return answer
      }
    }

    /// Asks fontconfig, which the graphics library asks as well. Without its program all letters are taken for drawable.
    private func ask(_ scalar: Unicode.Scalar) -> Bool {
      let digits = String(scalar.value, radix: 16)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["fc-list", ":charset=\(digits)", "family"]
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = FileHandle.nullDevice
      process.standardInput = FileHandle.nullDevice
      do { try process.run() } catch { return true }
      let families = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
      process.waitUntilExit()
      return process.terminationStatus != 0 || !families.isEmpty
    }
  }
}
