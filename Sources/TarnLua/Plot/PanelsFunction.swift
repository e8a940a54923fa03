import LuaBridge
import Plotting

func panelsFunction() -> FunctionDeclaration {
  FunctionDeclaration(
    name: "panels",
    arguments: [Argument("figures", .list(of: .object("figure")), "Figures, row by row.")],
    options: FigureOptions.title + FigureOptions.size + [
      Option(
        "columns", .integer(1...20), "Figures side by side; 2 unless given, 1 of a single figure."),
      Option(
        "share", .oneOf(SharedAxes.allCases.map(\.rawValue)),
        "Which axes show the same range in all panels: what holds the data of each."),
      Option("tags", .boolean, default: false, "Whether titles begin with (a), (b), …."),
    ], returns: "figure",
    summary:
      "Figures side by side and below each other, each on axes of its own, all equally large. "
      + "The height, unless given, keeps the shape of the first one.",
    example: "plot.panels({plot.line{1, 4, 9}, plot.histogram{1, 2, 2, 3}}, {title = \"Both\"})"
  ) { call in
    let figures = call.list("figures").compactMap { $0.asObject(FigureObject.self)?.figure }
    guard var whole = figures.first else {
      throw MessageError("plot.panels: expected one figure or more, got none")
    }
    var panels = figures.flatMap(\.panels)
    // Those below a figure are in the list themselves.
    for k in panels.indices { panels[k].below = [] }
    if let share = call.optionalString("share").flatMap(SharedAxes.init(rawValue:)) {
      try share.apply(to: &panels)
    }
    if call.boolean("tags") { Figure.tag(&panels) }
    let shape = Double(whole.height) / Double(whole.panels.count) / Double(whole.width)
    (whole.axes, whole.title) = (panels[0].axes, panels[0].title)
    whole.below = Array(panels.dropFirst())
    whole.columns = min(panels.count, call.optionalInteger("columns") ?? 2)
    whole.heading = call.optionalString("title") ?? ""
    let rows = (panels.count + whole.columns - 1) / whole.columns
    whole.width = 1000
    let height = Double(whole.width) / Double(whole.columns) * shape * Double(rows)
    whole.height = max(
      Figure.sizes.lowerBound, min(Figure.sizes.upperBound, Int(height.rounded())))
    FigureOptions.resize(&whole, call)
    return .object(try FigureObject(whole))
  }
}
