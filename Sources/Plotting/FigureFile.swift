import Foundation

/// What a figure can be saved as besides pictures.
enum FigureFile: String, CaseIterable {
  /// Its data.
  case csv
  /// The gnuplot text that draws it.
  case gnuplot = "gp"

  static var suffixes: [String] { allCases.map { "." + $0.rawValue } }

  init?(path: String) {
    guard let kind = Self.allCases.first(where: { path.lowercased().hasSuffix("." + $0.rawValue) })
    else { return nil }
    self = kind
  }
}

extension Figure {
  /// Draws the figure into a file; the suffix decides the format: `.svg`, `.png` and `.pdf` are pictures, `.csv` holds the
  /// data, `.gp` the gnuplot text.
  ///
  /// The file is replaced only when what it shall hold is complete.
  ///
  /// - Parameter question: asked again and again while gnuplot works; if it throws, there is no file.
  /// - Throws: `PlotError` if the suffix is another, there is nothing to draw, gnuplot is missing
  ///   or fails, or the file cannot be written; what the question throws.
  public func save(
    to path: String, with gnuplot: Gnuplot = Gnuplot(), asking question: () throws -> Void = {}
  ) throws {
    let kind = FigureFile(path: path)
    let output = kind == nil ? try Output(path: path) : nil
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory),
      isDirectory.boolValue
    else { throw PlotError.unwritable(path: path, reason: "there is no folder \"\(folder)\"") }
    var contents: Data
    switch kind {
    case .csv: contents = Data(try csv().utf8)
    case .gnuplot: contents = Data(try script().utf8)
    case nil:
      contents = try gnuplot.run(try script(for: output), asking: question)
      if output == .svg { contents = crisp(contents) }
    }
    do {
      try contents.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw PlotError.unwritable(path: path, reason: systemReason(error))
    }
  }

  /// The figure as text to print: characters, or graphics for a terminal that has them.
  ///
  /// - Throws: `PlotError` if there is nothing to draw, or gnuplot is missing or fails; what the question throws.
  public func shown(
    on display: Display, with gnuplot: Gnuplot = Gnuplot(), asking question: () throws -> Void = {}
  ) throws -> String {
    let rows = max(10, display.columns / 3)
    let panels = (panels.count + max(columns, 1) - 1) / max(columns, 1)
    let output: Output =
      display.understandsSixels
      ? .sixel
      : .text(columns: display.columns, rows: max(8, min(display.rows - 2, rows)) * panels)
    let picture = try gnuplot.run(try script(for: output), asking: question)
    let text = String(decoding: picture, as: UTF8.self)
    guard !display.understandsSixels else { return text }
    // gnuplot starts a new page for each picture, and fills lines with spaces.
    var lines = text.replacing("\u{0C}", with: "").split(
      separator: "\n", omittingEmptySubsequences: false
    ).map { line in
      var line = line
      while line.last == " " { line.removeLast() }
      return line
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Cells of a grid have edges, also in viewers that would rather smooth them.
  private func crisp(_ svg: Data) -> Data {
    guard svg.range(of: Data("<image ".utf8)) != nil else { return svg }
    let text = String(decoding: svg, as: UTF8.self)
    return Data(text.replacing("<image ", with: "<image style='image-rendering:pixelated' ").utf8)
  }
}
