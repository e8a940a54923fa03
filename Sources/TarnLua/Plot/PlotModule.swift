import LuaBridge
import Plotting

/// The module `plot`: figures of lists, tensors and matrices.
package func plotModule(_ session: Session) -> ModuleDeclaration {
  ModuleDeclaration(
    name: "plot",
    summary: "Figures, drawn by gnuplot: fig:save(\"f.svg\"), fig:show(). Values that are NaN, "
      + "infinite, or not positive on a logarithmic axis are left out; of very many points those that pixels can show are "
      + "drawn.",
    functions: [
      lineFunction(), scatterFunction(), histogramFunction(), heatmapFunction(), contourFunction(),
      surfaceFunction(), imagesFunction(), curvesFunction(), panelsFunction(),
      reachFunction(session), treeFunction(),
    ])
}

private func histogramFunction() -> FunctionDeclaration {
  FunctionDeclaration(
    name: "histogram",
    arguments: [Argument("values", .sample, "A list, or a tensor of any shape.")],
    options: FigureOptions.all + [
      FigureOptions.label, StyleOptions.color, StyleOptions.alpha,
      Option(
        "bins", .integer(Plotting.Histogram.binCounts),
        "Number of bins; chosen from the data "
          + "unless given."),
    ], returns: "figure", summary: "How often values fall into bins of equal width.",
    formula:
      "Bins of width 2 IQR / n^(1/3) (Freedman and Diaconis 1981); of whole numbers each its own, unless they are many.",
    example: "plot.histogram(tensor.randn(500, {seed = 1}), {bins = 20})"
  ) { call in
    let mark = Plotting.Histogram(
      call.numberList("values"), bins: call.optionalInteger("bins"),
      label: call.optionalString("label") ?? "", style: try StyleOptions.style(call))
    return try FigureOptions.figure([mark], call, y: "count")
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
