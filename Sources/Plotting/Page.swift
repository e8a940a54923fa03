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

  /// Letters and lines grow with the picture, somewhat less where it has several columns, and stay readable.
  init(_ figure: Figure, columns: Int, rows: Int) {
    width = figure.width
    height = figure.height
    dpi = figure.dpi
    let growth = pow(Double(width) / 800, 0.8) / pow(Double(columns), 0.35)
    let room = Double(height) / Double(rows) / 16
    fontSize = figure.fontSize ?? max(7, min(11 * growth, room))
  }

  /// Widths of lines, sizes of points.
  var scale: Double { max(0.5, fontSize / 11) }

  /// Characters that fit into so many pixels.
  func characters(_ pixels: Int) -> Int {
    max(8, Int(Double(pixels) / (fontSize * 96 / 72 * 0.58)))
  }
}
