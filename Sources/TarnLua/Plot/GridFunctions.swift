import LuaBridge
import Plotting

private let matrixSummary =
  "Nested lists or tensor: row i is drawn at y[i], upwards, column j at x[j]."

private var gridOptions: [Option] {
  FigureOptions.all + FigureOptions.color + [
    Option("x", .vector, "Increasing coordinates of the columns; 1, 2, … unless given."),
    Option("y", .vector, "Increasing coordinates of the rows; 1, 2, … unless given."),
  ]
}

func heatmapFunction() -> FunctionDeclaration {
  FunctionDeclaration(
    name: "heatmap", arguments: [Argument("matrix", .matrix, matrixSummary)], options: gridOptions,
    returns: "figure", summary: "The values of a matrix as colored cells; NaN stays white.",
    example: "plot.heatmap({{1, 2}, {3, 4}}, {x = {0, 0.5}, color_label = \"loss\"})"
  ) { call in try FigureOptions.figure([Heatmap(call.grid())], call, colored: true) }
}

func contourFunction() -> FunctionDeclaration {
  FunctionDeclaration(
    name: "contour", arguments: [Argument("matrix", .matrix, matrixSummary)],
    options: gridOptions + [
      Option(
        "levels", .vector,
        "Increasing values at which lines are drawn; about ten round "
          + "numbers unless given."),
      Option("filled", .boolean, default: true, "Whether colors fill what lies between the lines."),
    ], returns: "figure", summary: "Lines of equal value of a matrix; NaN stays white.",
    example: "plot.contour({{0, 1, 2}, {1, 2, 3}, {2, 3, 5}}, {levels = {1.5, 2.5}})"
  ) { call in
    let mark = Contour(
      try call.grid(), levels: call.optionalNumberList("levels"), filled: call.boolean("filled"))
    return try FigureOptions.figure([mark], call, colored: true)
  }
}

func surfaceFunction() -> FunctionDeclaration {
  FunctionDeclaration(
    name: "surface", arguments: [Argument("matrix", .matrix, matrixSummary)],
    options: gridOptions + [
      Option("tilt", .number(0...180), default: 60, "Degrees; 0 looks from above."),
      Option("turn", .number(0...360), default: 30, "Degrees around the vertical axis."),
    ], returns: "figure",
    summary: "The values of a matrix as heights, seen from the side; color_label stands at the "
      + "vertical axis too.",
    example: "plot.surface({{0, 1, 2}, {1, 2, 3}, {2, 3, 5}}, {turn = 45})"
  ) { call in
    let mark = Surface(try call.grid(), tilt: call.number("tilt"), turn: call.number("turn"))
    return try FigureOptions.figure([mark], call, colored: true)
  }
}

extension Call {
  /// The argument `matrix` at the coordinates `x` and `y`.
  fileprivate func grid() throws -> Grid {
    let matrix = value("matrix", as: NumberArray.self)
    func coordinates(_ name: String, _ count: Int) -> [Double] {
      optionalNumberList(name) ?? (0..<count).map { Double($0 + 1) }
    }
    return try Grid(
      values: matrix.values, x: coordinates("x", matrix.shape[1]),
      y: coordinates("y", matrix.shape[0]))
  }
}
