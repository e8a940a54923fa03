/// The colors of figures: distinguishable with every common kind of color blindness and in print.
public enum Colors {
  /// One color a series, in order of use (Okabe and Ito 2008, without the yellow that is unreadable
  /// on white). Beyond them lines differ in their dashes, points in their shapes.
  static let series = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#555555",
  ]

  /// Filled shapes of points, in order of use: circle, square, triangle, diamond, inverted
  /// triangle, pentagon.
  static let pointTypes = [7, 5, 9, 13, 11, 15]

  /// Colors that have a name.
  static let names: [String: String] = [
    "black": "#000000", "gray": "#777777", "grey": "#777777", "lightgray": "#BBBBBB",
    "white": "#FFFFFF", "blue": "#0072B2", "vermilion": "#D55E00", "green": "#009E73",
    "pink": "#CC79A7", "orange": "#E69F00", "sky": "#56B4E9", "red": "#CC3311",
    "magenta": "#EE3377", "cyan": "#33BBEE", "teal": "#009988", "purple": "#AA3377",
    "brown": "#8C564B", "yellow": "#F0E442", "darkblue": "#004488",
  ]

  /// Names that `color(named:)` knows, in order.
  public static var all: [String] { names.keys.sorted() }

  /// `#RRGGBB` of a name, or of `#RGB` or `#RRGGBB` itself; nil for anything else.
  public static func color(named name: String) -> String? {
    if let color = names[name.lowercased()] { return color }
    let digits = name.dropFirst()
    guard name.hasPrefix("#"), digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
      return nil
    }
    switch digits.count {
    case 6: return name.uppercased()
    case 3: return "#" + digits.uppercased().map { "\($0)\($0)" }.joined()
    default: return nil
    }
  }

  /// Color of the series with this index, counted from 0.
  static func series(_ index: Int) -> String { series[index % series.count] }

  /// Dashes of the series with this index: another kind each time the colors begin again.
  static func dash(_ index: Int) -> Style.Dash {
    Style.Dash.allCases[index / series.count % Style.Dash.allCases.count]
  }

  /// Point type of the series with this index, counted from 0.
  static func pointType(_ index: Int) -> Int { pointTypes[index % pointTypes.count] }
}
