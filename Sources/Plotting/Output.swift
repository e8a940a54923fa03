/// The kinds of picture gnuplot makes for Tarn.
public enum Output: Sendable, Equatable {
  case svg
  case png
  case pdf
  /// Characters, for any terminal; size in columns and rows.
  case text(columns: Int, rows: Int)
  /// Graphics inside a terminal that understands sixels.
  case sixel

  /// Suffixes of files that hold pictures.
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
      throw PlotError.unknownFormat(path: path, allowed: Output.suffixes + FigureFile.suffixes)
    }
  }

  var isText: Bool {
    if case .text = self { true } else { false }
  }

  /// Whether letters are drawn with fonts of this machine, and not by whoever shows the picture.
  var drawsLetters: Bool {
    switch self {
    case .png, .pdf, .sixel: true
    case .svg, .text: false
    }
  }

  /// The `set terminal` command.
  func command(_ page: Page) -> String {
    let lines = GnuplotText.rounded(page.scale)
    switch self {
    case .svg:
      return "set terminal svg size \(page.width),\(page.height) "
        + "font 'sans-serif,\(GnuplotText.rounded(page.fontSize * 96 / 72))' "
        + "background '#FFFFFF' linewidth \(lines)"
    case .png:
      // More pixels are the same picture, finer.
      let finer = page.dpi / 96
      let pixels = [page.width, page.height].map { "\(Int((Double($0) * finer).rounded()))" }
      return "set terminal pngcairo size \(pixels[0]),\(pixels[1]) "
        + "font 'sans-serif,\(GnuplotText.rounded(page.fontSize * finer))' "
        + "background '#FFFFFF' linewidth \(GnuplotText.rounded(page.scale * finer)) "
        + "pointscale \(GnuplotText.rounded(1.25 * finer))"
    case .pdf:
      let inches = [page.width, page.height].map { "\(Double($0) / 96)in" }
      return "set terminal pdfcairo size \(inches[0]),\(inches[1]) "
        + "font 'sans-serif,\(GnuplotText.rounded(page.fontSize))' fontscale 0.75 "
        + "background '#FFFFFF' linewidth \(GnuplotText.rounded(2 * page.scale))"
    case .text(let columns, let rows):
      return "set terminal dumb size \(max(columns, 16)),\(max(rows, 8)) noenhanced mono"
    case .sixel:
      return "set terminal sixelgd size \(page.width),\(page.height) "
        + "font 'sans,\(GnuplotText.rounded(page.fontSize))' background '#FFFFFF' truecolor "
        + "linewidth \(lines)"
    }
  }
}
