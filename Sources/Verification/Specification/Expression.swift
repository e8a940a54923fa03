/// What the text consists of: words, and lists in parentheses.
struct Expression {
  enum Content {
    case word(String)
    case list([Expression])
  }

  let content: Content
  let place: SpecificationError.Place

  var word: String? { if case .word(let word) = content { word } else { nil } }
  var list: [Expression]? { if case .list(let list) = content { list } else { nil } }

  /// As an error shows it.
  var shown: String {
    switch content {
    case .word(let word): word.count > 40 ? "\"\(word.prefix(37))...\"" : "\"\(word)\""
    case .list(let items): "(\(items.first?.word.map { $0 + " " } ?? "")...)"
    }
  }

  /// How deep lists may stand in lists.
  private static let depthLimit = 200

  /// All expressions of a text. A semicolon begins a comment, which ends with its line.
  static func parse(_ text: String, path: String) throws -> [Expression] {
    typealias Place = SpecificationError.Place
    var open: [(items: [Expression], place: Place)] = []
    var result: [Expression] = []
    var word: [UInt8] = []
    var (line, column) = (1, 0)
    var wordPlace = Place(line: 1, column: 1)
    var isComment = false

    func fail(_ place: Place, _ problem: String) -> SpecificationError {
      SpecificationError(path: path, place: place, problem: problem)
    }
    func add(_ expression: Expression) {
      if open.isEmpty {
        result.append(expression)
      } else {
        open[open.count - 1].items.append(expression)
      }
    }
    func endWord() {
      guard !word.isEmpty else { return }
      add(Expression(content: .word(String(decoding: word, as: UTF8.self)), place: wordPlace))
      word = []
    }
    for byte in text.utf8 {
      column += 1
      if byte == UInt8(ascii: "\n") {
        endWord()
        (line, column, isComment) = (line + 1, 0, false)
        continue
      }
      guard !isComment else { continue }
      switch byte {
      case UInt8(ascii: ";"):
        endWord()
        isComment = true
      case UInt8(ascii: "("):
        endWord()
        guard open.count < depthLimit else {
          throw fail(Place(line: line, column: column), "more than \(depthLimit) open parentheses")
        }
        open.append(([], Place(line: line, column: column)))
      case UInt8(ascii: ")"):
        endWord()
        guard let last = open.popLast() else {
          throw fail(Place(line: line, column: column), "')' without '('")
        }
        add(Expression(content: .list(last.items), place: last.place))
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): endWord()
      default:
        if word.isEmpty { wordPlace = Place(line: line, column: column) }
        word.append(byte)
      }
    }
    endWord()
    if let last = open.last { throw fail(last.place, "'(' without ')'") }
    return result
  }
}
