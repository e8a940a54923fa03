import Tensors

/// The text from its front: parentheses and words. A semicolon begins a comment, which ends with its line.
///
/// It works on bytes and makes nothing of them but places: files of properties have hundreds of megabytes.
struct SpecificationScanner {
  enum Token {
    case open
    case close
    /// Its bytes.
    case word(Range<Int>)
    case end
  }

  let path: String
  private let bytes: UnsafeBufferPointer<UInt8>
  private var offset = 0
  /// Where the last token began.
  private(set) var start = 0
  /// Where the lists that are open began.
  private var open: [Int] = []
  /// Where it asks next whether the work goes on.
  private var question = 0

  /// How deep lists may stand in lists.
  private static let depthLimit = 200
  private static let bytesBetweenQuestions = 1 << 16

  init(_ bytes: UnsafeBufferPointer<UInt8>, path: String) {
    self.bytes = bytes
    self.path = path
    open.reserveCapacity(SpecificationScanner.depthLimit)
  }

  var count: Int { bytes.count }

  mutating func next() throws -> Token {
    if offset >= question {
      try Cancellation.check()
      question = offset + SpecificationScanner.bytesBetweenQuestions
    }
    skip()
    start = offset
    guard offset < bytes.count else {
      if let last = open.last { throw fail(last, "'(' without ')'") }
      return .end
    }
    switch bytes[offset] {
    case UInt8(ascii: "("):
      guard open.count < SpecificationScanner.depthLimit else {
        throw fail(offset, "more than \(SpecificationScanner.depthLimit) open parentheses")
      }
      open.append(offset)
      offset += 1
      return .open
    case UInt8(ascii: ")"):
      guard open.popLast() != nil else { throw fail(offset, "')' without '('") }
      offset += 1
      return .close
    default:
      offset = end(ofWordAt: offset)
      return .word(start..<offset)
    }
  }

  /// The rest of the list that is open: where its items begin, and those that are words.
  mutating func rest() throws -> [(at: Int, word: Range<Int>?)] {
    var items: [(at: Int, word: Range<Int>?)] = []
    let depth = open.count
    while true {
      switch try next() {
      case .open: if open.count == depth + 1 { items.append((start, nil)) }
      case .close: if open.count < depth { return items }
      case .word(let word): if open.count == depth { items.append((start, word)) }
      case .end: return items
      }
    }
  }

  /// What lies between tokens.
  private mutating func skip() {
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        offset += 1
      case UInt8(ascii: ";"):
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") { offset += 1 }
      default: return
      }
    }
  }

  private func end(ofWordAt start: Int) -> Int {
    var end = start
    while end < bytes.count {
      switch bytes[end] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"),
        UInt8(ascii: ";"), UInt8(ascii: "("), UInt8(ascii: ")"):
        return end
      default: end += 1
      }
    }
    return end
  }

  // MARK: What stands there

  func bytes(_ word: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[word])
  }

  func text(_ word: Range<Int>) -> String { String(decoding: bytes[word], as: UTF8.self) }

  func isWord(_ word: Range<Int>, _ text: StaticString) -> Bool {
    guard word.count == text.utf8CodeUnitCount else { return false }
    for k in 0..<word.count where bytes[word.lowerBound + k] != text.utf8Start[k] { return false }
    return true
  }

  /// What begins at a place, as an error shows it.
  func shown(_ place: Int) -> String {
    var other = SpecificationScanner(bytes, path: path)
    other.offset = place
    switch try? other.next() {
    case .word(let word):
      let text = text(word)
      return text.count > 40 ? "\"\(text.prefix(37))...\"" : "\"\(text)\""
    case .open:
      if case .word(let word)? = try? other.next() { return "(\(text(word)) ...)" }
      return "(...)"
    default: return "nothing"
    }
  }

  // MARK: Errors

  func place(_ offset: Int) -> SpecificationError.Place {
    var (line, first) = (1, 0)
    for k in 0..<offset where bytes[k] == UInt8(ascii: "\n") { (line, first) = (line + 1, k + 1) }
    return SpecificationError.Place(line: line, column: offset - first + 1)
  }

  func fail(_ offset: Int?, _ problem: String) -> SpecificationError {
    SpecificationError(path: path, place: offset.map(place), problem: problem)
  }
}
