import LuaBridge
import Plotting
import Settings

/// The options of how a mark looks, and the style that they make.
enum StyleOptions {
  static var color: Option { Option("color", .colorName, colorSummary) }

  static var colorSummary: String {
    "A name (\(Colors.all.joined(separator: ", "))) or \"#RRGGBB\"; the next of a series that color-blind readers can "
      + "tell apart unless given."
  }

  static var line: [Option] {
    [
      Option("dashed", .boolean, default: false, "Whether the line is dashed."),
      Option("dash", .oneOf(Style.Dash.allCases.map(\.rawValue)), "How the line is dashed."),
      Option("line_width", .number(0.1...50), "Width of the line; 2 unless given."),
    ]
  }

  static var points: [Option] {
    [
      Option(
        "marker", .oneOf(Style.Marker.allCases.map(\.rawValue)),
        "Shape of the points; the next of a series unless given."),
      Option(
        "point_size", .number(0.05...50), default: 1, "Size of the points, relative to the usual."),
    ]
  }

  static var alpha: Option {
    Option("alpha", .number(0...1), default: 1, "From 0, unseen, to 1, opaque.")
  }

  /// The style of a call that declares the options.
  static func style(
    _ call: Call, line: Bool = false, points: Bool = false, alpha: Bool = true
  ) throws -> Style {
    var style = Style(color: call.optionalValue("color", as: PaintName.self)?.color)
    if alpha { style.alpha = call.number("alpha") }
    if line {
      style.dash = call.optionalString("dash").flatMap(Style.Dash.init)
      if call.boolean("dashed") {
        guard style.dash == nil else {
          throw MessageError("\(call.functionName): option 'dashed' does not go with 'dash'")
        }
        style.dash = .dashed
      }
      style.lineWidth = call.optionalNumber("line_width")
    }
    if points {
      style.marker = call.optionalString("marker").flatMap(Style.Marker.init)
      style.size = call.number("point_size")
    }
    return style
  }
}

/// A color that Lua gives by name.
struct PaintName {
  let color: String

  init(_ name: String) throws {
    guard let color = Colors.color(named: name) else {
      throw MessageError(
        "there is no color '\(name)'\(NearestName.suggestion(for: name, in: Colors.all)) (a name: "
          + "\(Colors.all.joined(separator: ", ")); or \"#RRGGBB\")")
    }
    self.color = color
  }
}

extension ValueType {
  /// The Swift value is a `PaintName`.
  static var colorName: ValueType {
    .custom("color name") { value in try value.asString.map(PaintName.init) }
  }

  /// A `PaintName`, or numbers, `[Double]`.
  static var colorOrValues: ValueType {
    .custom("list of numbers, tensor or color name") { value in
      if let name = value.asString { return try PaintName(name) }
      return try NumberArray(lua: value)?.values
    }
  }

  /// Pixels, or a text with a unit; the Swift value is an `Int`, in pixels.
  static var length: ValueType {
    .custom("number of pixels or text such as \"8cm\"") { value in
      if let number = value.asNumber {
        guard let pixels = Int(exactly: number), Figure.sizes.contains(pixels) else {
          throw MessageError(
            "must be an integer from \(Figure.sizes.lowerBound) to \(Figure.sizes.upperBound), "
              + "got \(value.shown)")
        }
        return pixels
      }
      guard let text = value.asString else { return nil }
      let units = ["cm": 96 / 2.54, "mm": 9.6 / 2.54, "in": 96.0, "px": 1, "pt": 96.0 / 72]
      let number = text.prefix { $0.isNumber || $0 == "." }
      let unit = text.dropFirst(number.count).filter { !$0.isWhitespace }
      guard let length = Double(number), let factor = units[unit] else {
        throw MessageError(
          "must be a number with one of the units \(units.keys.sorted().joined(separator: ", ")), "
            + "got \(value.shown)")
      }
      let pixels = (length * factor).rounded()
      guard pixels >= Double(Figure.sizes.lowerBound), pixels <= Double(Figure.sizes.upperBound)
      else {
        throw MessageError(
          "must be \(Figure.sizes.lowerBound) to \(Figure.sizes.upperBound) pixels, 96 to the inch, "
            + "got \(value.shown)")
      }
      return Int(pixels)
    }
  }
}
