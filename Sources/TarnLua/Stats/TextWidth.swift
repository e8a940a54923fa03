/// How many columns of a terminal a text takes.
extension StringProtocol {
  /// Wide East Asian characters and emoji take two columns, combining marks none (Unicode Standard
  /// Annex 11).
  var columns: Int { reduce(0) { $0 + $1.columns } }

  /// The text cut to this many columns, an ellipsis in place of what is lost.
  func cut(toColumns limit: Int) -> String {
    if columns <= limit { return String(self) }
    var (text, width) = ("", 0)
    for character in self {
      width += character.columns
      if width > limit - 1 { break }
      text.append(character)
    }
    return text + "…"
  }
}

extension Character {
  fileprivate var columns: Int {
    guard let first = unicodeScalars.first else { return 0 }
    if first.properties.isEmojiPresentation
      || unicodeScalars.contains(where: { $0.value == 0xFE0F })
    {
      return 2
    }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: return Character.wide.contains { $0.contains(first.value) } ? 2 : 1
    }
  }

  /// Blocks of characters that are wide or full width.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
    0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]
}
