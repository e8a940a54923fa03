/// How a mark is drawn where it should not be as its place among the others has it.
public struct Style: Sendable, Equatable {
  /// `#RRGGBB`.
  public var color: String?
  public var dash: Dash?
  /// Of a line, in points of a figure of usual size.
  public var lineWidth: Double?
  public var marker: Marker?
  /// Of points; 1 is the usual size.
  public var size: Double
  /// From 0, unseen, to 1.
  public var alpha: Double

  public init(
    color: String? = nil, dash: Dash? = nil, lineWidth: Double? = nil, marker: Marker? = nil,
    size: Double = 1, alpha: Double = 1
  ) {
    self.color = color
    self.dash = dash
    self.lineWidth = lineWidth
    self.marker = marker
    self.size = size
    self.alpha = alpha
  }

  public enum Dash: String, Sendable, CaseIterable {
    case solid, dashed, dotted, dashdot

    /// As lengths of strokes and gaps.
    var pattern: String {
      switch self {
      case .solid: "solid"
      case .dashed: "(9,5)"
      case .dotted: "(2,4)"
      case .dashdot: "(9,4,2,4)"
      }
    }
  }

  public enum Marker: String, Sendable, CaseIterable {
    case circle, square, triangle, diamond, down, pentagon, cross, plus

    var pointType: Int {
      switch self {
      case .circle: 7
      case .square: 5
      case .triangle: 9
      case .diamond: 13
      case .down: 11
      case .pentagon: 15
      case .plus: 1
      case .cross: 2
      }
    }
  }

  /// What gnuplot calls the color: its own or that of the series, with what shows through.
  func paint(_ series: Int, alpha: Double? = nil) -> String {
    Style.paint(color ?? Colors.series(series), alpha: alpha ?? self.alpha)
  }

  /// `#AARRGGBB`, where AA counts what shows through; `#RRGGBB` for nothing.
  static func paint(_ color: String, alpha: Double) -> String {
    let hidden = Int(((1 - alpha) * 255).rounded())
    guard hidden > 0 else { return color }
    let digits = String(hidden, radix: 16, uppercase: true)
    return "#" + (digits.count < 2 ? "0" : "") + digits + color.dropFirst()
  }

  func dashClause(_ series: Int) -> String {
    let dash = dash ?? Colors.dash(series)
    return dash == .solid ? "" : " dashtype \(dash.pattern)"
  }

  func pointType(_ series: Int) -> Int { marker?.pointType ?? Colors.pointType(series) }
}
