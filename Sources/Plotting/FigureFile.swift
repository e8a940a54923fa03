import Foundation

extension Figure {
  /// Draws the figure into a file; the suffix `.svg`, `.png` or `.pdf` decides the format.
  ///
  /// The file is replaced only when the picture is complete.
  ///
  /// - Throws: `PlotError` if the suffix is another, there is nothing to draw, gnuplot is missing
  ///   or
  ///   fails, or the file cannot be written.
  public func save(to path: String, with gnuplot: Gnuplot = Gnuplot()) throws {
    let output = try Output(path: path)
    let script = try script(for: output)
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory),
      isDirectory.boolValue
    else { throw PlotError.unwritable(path: path, reason: "there is no folder \"\(folder)\"") }
    let picture = try gnuplot.run(script)
    do {
      try picture.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw PlotError.unwritable(path: path, reason: systemReason(error))
    }
  }

  /// The figure as text to print: characters, or graphics for a terminal that has them.
  ///
  /// - Throws: `PlotError` if there is nothing to draw, or gnuplot is missing or fails.
  public func shown(on display: Display, with gnuplot: Gnuplot = Gnuplot()) throws -> String {
    let output: Output =
      display.understandsSixels
      ? .sixel : .text(columns: display.columns, rows: min(display.rows - 2, display.columns / 3))
    let picture = try gnuplot.run(try script(for: output))
    let text = String(decoding: picture, as: UTF8.self)
    // gnuplot starts a new page for each picture.
    return text.replacingOccurrences(of: "\u{0C}", with: "")
  }
}
