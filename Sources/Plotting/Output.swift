/// The kinds of picture gnuplot makes for Tarn.
public enum Output: Sendable, Equatable {
  case svg
  case png
  case pdf
  /// Characters, for any terminal; size in columns and rows.
  case text(columns: Int, rows: Int)
  /// Graphics inside a terminal that understands sixels.
  case sixel

  /// Suffixes of files that can be written.
  public static let suffixes = [".svg", ".png", ".pdf"]

  /// The kind of picture that a file name asks for.
  ///
  /// - Throws: `PlotError.unknownFormat`, which names the suffixes that exist.
  public init(path: String) throws {
    let name = path.lowercased()
    if name.hasSuffix(".svg") {
      self = .svg
    } else if name.hasSuffix(".png") {
      self = .png
    } else if name.hasSuffix(".pdf") {
      self = .pdf
    } else {
      throw PlotError.unknownFormat(path: path, allowed: Output.suffixes)
    }
  }

  var isText: Bool {
    if case .text = self { true } else { false }
  }

  /// The `set terminal` command; width and height in pixels.
  func command(width: Int, height: Int) -> String {
    switch self {
    case .svg:
      return "set terminal svg size \(width),\(height) font 'sans-serif,14' "
        + "background '#FFFFFF' linewidth 1"
    case .png:
      return "set terminal pngcairo size \(width),\(height) font 'sans-serif,11' "
        + "background '#FFFFFF'"
    case .pdf:
      let inches = [width, height].map { "\(Double($0) / 96)in" }
      return "set terminal pdfcairo size \(inches[0]),\(inches[1]) font 'sans-serif,11' "
        + "background '#FFFFFF'"
    case .text(let columns, let rows):
      return "set terminal dumb size \(max(columns, 40)),\(max(rows, 12)) noenhanced mono"
    case .sixel:
      return "set terminal sixelgd size \(width),\(height) font 'sans,11' background '#FFFFFF' "
        + "truecolor"
    }
  }
}
