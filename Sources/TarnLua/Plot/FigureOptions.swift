import LuaBridge
import Plotting

/// The options that all figures have, and the figure that they make.
enum FigureOptions {
  static var all: [Option] {
    [
      Option("title", .string, "Text above the figure."),
      Option("xlabel", .string, "Text at the x axis."),
      Option("ylabel", .string, "Text at the y axis."),
      Option("xlog", .boolean, default: false, "Logarithmic x axis."),
      Option("ylog", .boolean, default: false, "Logarithmic y axis."),
      Option("xrange", .range, "Ends {lower, upper} of the x axis."),
      Option("yrange", .range, "Ends {lower, upper} of the y axis."),
      Option(
        "legend", .either(.boolean, .oneOf(Legend.allCases.map(\.rawValue))), default: "auto",
        "Where the labels are listed; false for nowhere."),
      Option("width", .integer(Figure.sizes), default: 800, "Width in pixels."),
      Option("height", .integer(Figure.sizes), default: 560, "Height in pixels."),
    ]
  }

  /// Options of values that are shown as colors.
  static var color: [Option] {
    [
      Option("color_label", .string, "Text at the color bar."),
      Option("color_log", .boolean, default: false, "Logarithmic colors."),
      Option("color_range", .range, "Ends {lower, upper} of the color bar."),
    ]
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
    return .object(
      try FigureObject(
        Figure(
          marks, title: call.optionalString("title") ?? "",
          x: axis("xlabel", "xlog", "xrange", x), y: axis("ylabel", "ylog", "yrange", y),
          color: colored ? axis("color_label", "color_log", "color_range", color) : Axis(),
          legend: legend, width: call.integer("width"), height: call.integer("height"))))
  }
}
