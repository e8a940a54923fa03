/// The colors of figures: distinguishable with every common kind of color blindness and in print.
enum Colors {
  /// One color a series, in order of use (Okabe and Ito 2008, without the yellow that is unreadable
  /// on white).
  static let series = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#555555",
  ]

  /// Filled shapes of points, in order of use: circle, square, triangle, diamond, inverted
  /// triangle, pentagon.
  static let pointTypes = [7, 5, 9, 13, 11, 15]

  /// The color map of values: viridis (Smith and van der Walt 2015), uniform in lightness.
  static let map = [
    "#440154", "#482878", "#3E4A89", "#31688E", "#26828E", "#1F9E89", "#35B779", "#6DCD59",
    "#B4DE2C", "#FDE725",
  ]

  /// The command that makes `map` the palette.
  static var paletteCommand: String {
    let stops = map.enumerated().map { "\($0.offset) '\($0.element)'" }
    return "set palette defined (\(stops.joined(separator: ", ")))"
  }

  /// Color of the series with this index, counted from 0.
  static func series(_ index: Int) -> String { series[index % series.count] }

  /// Point type of the series with this index, counted from 0.
  static func pointType(_ index: Int) -> Int { pointTypes[index % pointTypes.count] }
}
