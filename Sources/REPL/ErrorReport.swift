import LuaBridge
import Settings

/// An error as a person wants to read it: the message, the line where it happened, and the user's own lines
/// that led to it.
public struct ErrorReport {
  /// Folder whose files are not the user's.
  public var standardLibrary: String?
  public var texts: ChunkTexts?
  /// For error objects that are no text.
  public var lua: Lua?
  /// The chunk that stands right above, whose only line need not be shown again.
  public var latestChunk: String?
  public var style = Style(isOn: false)

  public init(standardLibrary: String? = nil, texts: ChunkTexts? = nil, lua: Lua? = nil) {
    self.standardLibrary = standardLibrary
    self.texts = texts
    self.lua = lua
  }

  public func text(of error: any Error) -> String {
    let raised = error as? LuaError
    let text = raised?.message ?? String(describing: error)
    let frames = userFrames((error as? any Traced)?.traceback ?? "")
    let place = frames.first.flatMap(Place.init) ?? Place(text)
    var source: String?
    if let place, let line = texts?.line(place.line, of: place.chunk) {
      source = line
      if place.chunk == latestChunk, texts?.isOneLine(place.chunk) == true { source = nil }
    }
    var lines = [style.failure(raised.map { message(of: $0, at: place) } ?? text)]
    if let place, let source { lines.append(style.quiet("  \(place.line) | \(source)")) }
    // A single line says no more than the message does.
    if frames.count > 1 { lines += frames.map { style.quiet("  " + $0) } }
    return lines.joined(separator: "\n")
  }

  /// Without the lines that led to it.
  func message(of error: any Error) -> String {
    (error as? LuaError).map { message(of: $0, at: nil) } ?? String(describing: error)
  }

  private func message(of error: LuaError, at place: Place?) -> String {
    if case .table = error.value, error.message.hasPrefix("table: 0x"), let lua {
      return "error object " + Printer(lua: lua).text(of: error.value)
    }
    return error.message + suggestion(for: error.message, at: place)
  }

  /// For a call of what a table does not have: the nearest name that it has.
  private func suggestion(for message: String, at place: Place?) -> String {
    let pattern = #/attempt to (?:call|index) a nil value \((?:field|method) '([A-Za-z_]\w*)'\)$/#
    guard let lua, let place, let name = message.firstMatch(of: pattern)?.1,
      let line = texts?.line(place.line, of: place.chunk)
    else { return "" }
    let tokens = LuaLexer.tokens(of: line)
    for position in tokens.indices.dropFirst(2)
    where tokens[position].text == name && [".", ":"].contains(tokens[position - 1].text) {
      guard let owner = ExpressionBefore.find(tokens[..<(position - 1)]),
        let path = ValuePath(owner),
        case .table(let table)? = try? path.value(in: lua.globals, lua)
      else { continue }
      return NearestName.suggestion(for: String(name), in: table.stringKeys)
    }
    return ""
  }

  /// The lines of a Lua traceback that are neither native nor of the standard library.
  func userFrames(_ traceback: String) -> [String] {
    var frames: [String] = []
    for line in traceback.split(separator: "\n") {
      let frame = line.drop(while: \.isWhitespace)
      let isNoise = ["stack traceback", "[C]:", "(...tail calls...)"].contains {
        frame.hasPrefix($0)
      }
      if isNoise { continue }
      if let standardLibrary, frame.hasPrefix(standardLibrary) { continue }
      if frames.last.map({ $0 == frame }) != true { frames.append(String(frame)) }
    }
    return frames
  }

  /// `chunk:line:` at the beginning of a message or frame.
  private struct Place {
    let chunk: String
    let line: Int

    init?(_ text: String) {
      guard let match = text.firstLine.prefixMatch(of: #/(.+?):(\d+): /#), let line = Int(match.2)
      else { return nil }
      chunk = String(match.1)
      self.line = line
    }
  }
}
