import LuaBridge
import Plotting

/// The module `plot`: figures of lists, tensors and matrices.
package func plotModule(_ session: Session) -> ModuleDeclaration {
  ModuleDeclaration(
    name: "plot",
    summary: "Figures, drawn by gnuplot: fig:save(\"f.svg\"), fig:show(). Values that are NaN, "
      + "infinite, or not positive on a logarithmic axis are left out.",
    functions: [
      lineFunction(), scatterFunction(), histogramFunction(), heatmapFunction(), contourFunction(),
      curvesFunction(), reachFunction(session), treeFunction(),
    ])
}

private func lineFunction() -> FunctionDeclaration {
  FunctionDeclaration(
    name: "line",
    arguments: [
      Argument("x", .vector, "List or tensor; without y, these are the y values over 1, 2, …."),
      Argument("y", .vector, optional: true, "As many numbers; NaN leaves a gap."),
    ],
    options: FigureOptions.all + [
      FigureOptions.label,
      Option("points", .boolean, default: false, "Whether the points are drawn too."),
      Option("dashed", .boolean, default: false, "Whether the line is dashed."),
    ], returns: "figure", summary: "Points joined by a line.",
    example: "plot.line({1, 2, 3}, {1, 4, 9}, {xlabel = \"x\", ylabel = \"x squared\"})"
  ) { call in
    let first = call.numberList("x")
    let second = call.optionalNumberList("y")
    let line = Line(
      x: second == nil ? first.indices.map { Double($0 + 1) } : first, y: second ?? first,
      label: call.optionalString("label") ?? "", points: call.boolean("points"),
      dashed: call.boolean("dashed"))
    return try FigureOptions.figure([line], call)
  }
}

private func scatterFunction() -> FunctionDeclaration {
  FunctionDeclaration(
    name: "scatter",
    arguments: [
      Argument("x", .vector, "List or tensor."), Argument("y", .vector, "As many numbers."),
    ],
    options: FigureOptions.all + FigureOptions.color + [
      FigureOptions.label,
      Option("color", .vector, "One number a point, shown as its color."),
      Option(
        "group", .groupNames,
        "One name or number a point: each group has its own color, "
          + "shape and name in the legend."),
    ], returns: "figure", summary: "Points, in one color, by groups, or colored by a value.",
    example: """
      plot.scatter({1, 2, 3, 4}, {2, 1, 4, 3}, {group = {"a", "a", "b", "b"}, title = "Groups"})
      """
  ) { call in
    let (x, y) = (call.numberList("x"), call.numberList("y"))
    let color = call.optionalNumberList("color")
    for option in FigureOptions.color where color == nil && call.has(option.key) {
      throw MessageError("plot.scatter: option '\(option.key)' goes with 'color'")
    }
    guard let names = call.optionalValue("group", as: [String].self) else {
      let label = call.optionalString("label") ?? ""
      return try FigureOptions.figure(
        [Scatter(x: x, y: y, color: color, label: label)], call, colored: true)
    }
    if call.has("label") {
      throw MessageError("plot.scatter: option 'label' does not go with 'group', which has names")
    }
    return try FigureOptions.figure(
      Scatter.groups(x: x, y: y, names: names, color: color), call, colored: true)
  }
}

private func histogramFunction() -> FunctionDeclaration {
  FunctionDeclaration(
    name: "histogram",
    arguments: [Argument("values", .sample, "A list, or a tensor of any shape.")],
    options: FigureOptions.all + [
      FigureOptions.label,
      Option(
        "bins", .integer(Plotting.Histogram.binCounts),
        "Number of bins; chosen from the data "
          + "unless given."),
    ], returns: "figure", summary: "How often values fall into bins of equal width.",
    formula: "Bins of width 2 IQR / n^(1/3) (Freedman and Diaconis 1981).",
    example: "plot.histogram(tensor.randn(500, {seed = 1}), {bins = 20})"
  ) { call in
    let mark = Plotting.Histogram(
      call.numberList("values"), bins: call.optionalInteger("bins"),
      label: call.optionalString("label") ?? "")
    return try FigureOptions.figure([mark], call, y: "count")
  }
}

private let matrixSummary =
  "Nested lists or tensor: row i is drawn at y[i], upwards, column j at x[j]."

private var gridOptions: [Option] {
  FigureOptions.all + FigureOptions.color + [
    Option("x", .vector, "Increasing coordinates of the columns; 1, 2, … unless given."),
    Option("y", .vector, "Increasing coordinates of the rows; 1, 2, … unless given."),
  ]
}

private func heatmapFunction() -> FunctionDeclaration {
  FunctionDeclaration(
    name: "heatmap", arguments: [Argument("matrix", .matrix, matrixSummary)], options: gridOptions,
    returns: "figure", summary: "The values of a matrix as colored cells; NaN stays white.",
    example: "plot.heatmap({{1, 2}, {3, 4}}, {x = {0, 0.5}, color_label = \"loss\"})"
  ) { call in try FigureOptions.figure([Heatmap(call.grid())], call, colored: true) }
}

private func contourFunction() -> FunctionDeclaration {
  FunctionDeclaration(
    name: "contour", arguments: [Argument("matrix", .matrix, matrixSummary)],
    options: gridOptions + [
      Option(
        "levels", .vector,
        "Increasing values at which lines are drawn; about ten round "
          + "numbers unless given."),
      Option("filled", .boolean, default: true, "Whether colors show the values below the lines."),
    ], returns: "figure", summary: "Lines of equal value of a matrix.",
    example: "plot.contour({{0, 1, 2}, {1, 2, 3}, {2, 3, 5}}, {levels = {1.5, 2.5}})"
  ) { call in
    let mark = Contour(
      try call.grid(), levels: call.optionalNumberList("levels"), filled: call.boolean("filled"))
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

private func curvesFunction() -> FunctionDeclaration {
  FunctionDeclaration(
    name: "curves",
    arguments: [
      Argument("history", .table, "Lists by name, or one record of numbers for each epoch.")
    ],
    options: FigureOptions.all + [
      Option("fields", .list(of: .string), "Which curves, in this order; all unless given.")
    ], returns: "figure",
    summary: "Named series over 1, 2, 3, …, such as the history of a training.",
    example: "plot.curves({loss = {1, 0.5, 0.3}, accuracy = {0.4, 0.7, 0.9}}, {xlabel = \"epoch\"})"
  ) { call in
    let fields = call.has("fields") ? call.strings("fields") : nil
    let history = try CurveTable(call.table("history"))
    return try FigureOptions.figure([Curves(try history.curves(fields))], call)
  }
}

extension ValueType {
  /// One group a point: names or numbers in a list, or a tensor; the Swift value is `[String]`.
  fileprivate static var groupNames: ValueType {
    .custom("list of names or tensor") { value in
      guard let table = value.asTable else {
        return try NumberArray(lua: value)?.values.map { LuaValue.number($0).shown }
      }
      return try table.array.enumerated().map { index, name in
        if let text = name.asString { return text }
        guard name.asNumber != nil else {
          throw MessageError("item \(index + 1) is \(name.shown), expected a name or number")
        }
        return name.shown
      }
    }
  }
}
