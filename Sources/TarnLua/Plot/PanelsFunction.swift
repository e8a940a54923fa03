import LuaBridge
import Plotting

func panelsFunction() -> FunctionDeclaration {
  FunctionDeclaration(
    name: "panels",
    arguments: [Argument("figures", .list(of: .object("figure")), "Figures, row by row.")],
    options: FigureOptions.title + FigureOptions.size + [
      Option(
        "columns", .integer(1...20), "Figures side by side; 2 unless given, 1 of a single figure.")
    ], returns: "figure",
    summary: "Figures side by side and below each other, each on axes of its own. The height, "
      + "unless given, keeps the shape of the first one.",
    example: "plot.panels({plot.line{1, 4, 9}, plot.histogram{1, 2, 2, 3}}, {title = \"Both\"})"
  ) { call in
    let figures = call.list("figures").compactMap { $0.asObject(FigureObject.self)?.figure }
    guard var whole = figures.first else {
      throw MessageError("plot.panels: expected one figure or more, got none")
    }
    let panels = figures.flatMap(\.panels)
    let shape = Double(whole.height) / Double(whole.panels.count) / Double(whole.width)
    whole.below = Array(panels.dropFirst())
    whole.columns = min(panels.count, call.optionalInteger("columns") ?? 2)
    whole.heading = call.optionalString("title") ?? ""
    let rows = (panels.count + whole.columns - 1) / whole.columns
    whole.width = 1000
    FigureOptions.resize(&whole, call)
    if !call.has("height") {
      let height = Double(whole.width) / Double(whole.columns) * shape * Double(rows)
      whole.height = max(
        Figure.sizes.lowerBound, min(Figure.sizes.upperBound, Int(height.rounded())))
    }
    return .object(try FigureObject(whole))
  }
}
