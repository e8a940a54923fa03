import LuaBridge
import Plotting

/// The options that all figures have, and the figure that they make.
enum FigureOptions {
  static var all: [Option] {
    title + [
      Option("xlabel", .string, "Text at the x axis."),
      Option("ylabel", .string, "Text at the y axis."),
      Option("xlog", .boolean, default: false, "Logarithmic x axis."),
      Option("ylog", .boolean, default: false, "Logarithmic y axis."),
      Option(
        "xrange", .range, "Ends {lower, upper} of the x axis; those of the data unless given."),
      Option(
        "yrange", .range, "Ends {lower, upper} of the y axis; those of the data unless given."),
      Option(
        "legend", .either(.boolean, .oneOf(Legend.allCases.map(\.rawValue))), default: "auto",
        "Where the labels are listed: outside of the axes unless a corner is named; false for nowhere."
      ),
      Option("grid", .boolean, default: true, "Whether faint lines stand behind the data."),
      Option(
        "equal", .boolean, default: false, "Whether one unit is as long on both axes."),
    ] + size
  }

  /// Options of the whole picture.
  static var size: [Option] {
    [
      Option(
        "width", .length,
        "Pixels, 96 to the inch, or a text such as \"8.5cm\" or \"3.3in\"; unless given, what goes with the height, or 800."
      ),
      Option(
        "height", .length,
        "As the width; unless given, what goes with the width: as 560 to 800, images as high as they are."
      ),
      Option(
        "font_size", .number(2...200),
        "Of all letters, in points; grows with the figure, from 11 at the usual size, unless given."
      ),
      Option(
        "dpi", .number(30...1200), default: 96,
        "Pixels to the inch of a png, whose letters and lines grow with them."),
    ]
  }

  /// Options of values that are shown as colors.
  static var color: [Option] {
    [
      Option("color_label", .string, "Text at the color bar."),
      Option("color_log", .boolean, default: false, "Logarithmic colors."),
      Option(
        "color_range", .range,
        "Ends {lower, upper} of the color bar; those of the data unless given."
      ),
      palette("viridis"),
    ]
  }

  static func palette(_ name: String) -> Option {
    Option(
      "palette", .oneOf(Palette.allCases.map(\.rawValue)),
      "Colors of values; \(name) unless given. diverging is for signed numbers: light gray at 0, with ends equally far from it."
    )
  }

  /// Of figures whose axes follow from what they show.
  static var title: [Option] { [Option("title", .string, "Text above the figure.")] }

  static var label: Option { Option("label", .string, "Name in the legend.") }

  /// - Parameter colored: whether the call declares the options `color`.
  /// - Throws: `PlotError` for what cannot be drawn.
  static func figure(
    _ marks: [any Mark], _ call: Call, colored: Bool = false, x: String = "", y: String = "",
    color: String = ""
  ) throws -> LuaValue {
    func axis(_ label: String, _ log: String, _ range: String, _ name: String = "") -> Axis {
      Axis(
        call.optionalString(label) ?? name, logarithmic: call.boolean(log),
        range: call.optionalValue(range))
    }
    let legend: Legend =
      call.optionalBoolean("legend").map { $0 ? .automatic : .hidden }
      ?? call.optionalString("legend").flatMap(Legend.init) ?? .automatic
    var figure = Figure(
      marks, title: call.optionalString("title") ?? "",
      x: axis("xlabel", "xlog", "xrange", x), y: axis("ylabel", "ylog", "yrange", y),
      color: colored ? axis("color_label", "color_log", "color_range", color) : Axis(),
      legend: legend)
    if colored { figure.axes.color.palette = palette(call) ?? .viridis }
    figure.grid = call.boolean("grid")
    figure.equal = call.boolean("equal")
    resize(&figure, call)
    return .object(try FigureObject(figure))
  }

  static func palette(_ call: Call) -> Palette? {
    call.optionalString("palette").flatMap(Palette.init)
  }

  /// The options `size` of a call. A width or a height alone leaves the shape of the figure as it is.
  static func resize(_ figure: inout Figure, _ call: Call) {
    let width = call.optionalValue("width", as: Int.self)
    let height = call.optionalValue("height", as: Int.self)
    let shape = Double(figure.height) / Double(figure.width)
    func length(_ pixels: Double) -> Int {
      Int(
        max(Double(Figure.sizes.lowerBound), min(Double(Figure.sizes.upperBound), pixels)).rounded()
      )
    }
    figure.width = width ?? height.map { length(Double($0) / shape) } ?? figure.width
    figure.height = height ?? width.map { length(Double($0) * shape) } ?? figure.height
    figure.fontSize = call.optionalNumber("font_size")
    figure.dpi = call.number("dpi")
  }
}
