import Foundation

/// The size of a picture, and of what is written on it.
struct Page {
  /// Pixels, 96 to the inch.
  var width: Int
  var height: Int
  /// In points, 72 to the inch.
  var fontSize: Double
  /// Pixels to the inch of a png.
  var dpi: Double

  /// What gnuplot reckons with as the width of a letter and the height of a line, relative to the size of letters: more in an
  /// svg, whose fonts it does not know.
  private var spacing = (width: 0.7, height: 1.5)

  /// Letters and lines grow with the picture, somewhat less where it has several columns, and stay readable.
  init(_ figure: Figure, columns: Int, rows: Int, for output: Output? = nil) {
    if output == .png || output == .pdf { spacing = (0.62, 1.17) }
    width = figure.width
    height = figure.height
    dpi = figure.dpi
    let growth = pow(Double(width) / 800, 0.8) / pow(Double(columns), 0.35)
    let room = Double(height) / Double(rows) / 16
    fontSize = figure.fontSize ?? max(7, min(11 * growth, room))
  }

  /// Widths of lines, sizes of points.
  var scale: Double { max(0.5, fontSize / 11) }

  /// Pixels of a letter, on the average, and of a line.
  var letter: (width: Double, height: Double) {
    let size = fontSize * 96 / 72
    return (0.58 * size, 1.25 * size)
  }

  /// Pixels that gnuplot keeps for a letter and for a line.
  var unit: (width: Double, height: Double) {
    let size = fontSize * 96 / 72
    return (spacing.width * size, spacing.height * size)
  }

  /// Characters that fit into so many pixels.
  func characters(_ pixels: Int) -> Int { max(8, Int(Double(pixels) / letter.width)) }
}
