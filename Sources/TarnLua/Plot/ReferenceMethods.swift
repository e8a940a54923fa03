import LuaBridge
import Plotting

/// `hline`, `vline` and `diagonal` of figures.
func referenceMethods() -> [FunctionDeclaration] {
  func method(
    _ name: String, _ argument: Argument?, _ summary: String, _ example: String,
    _ place: @escaping (Call) -> Reference.Place
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name: name, arguments: argument.map { [$0] } ?? [],
      options: [
        FigureOptions.label,
        Option("color", .colorName, "A name or \"#RRGGBB\"; gray unless given."),
      ]
        + [
          Option(
            "dash", .oneOf(Style.Dash.allCases.map(\.rawValue)),
            "How the line is dashed; unless given, in another way for each that has a label."),
          Option("line_width", .number(0.1...50), "Width of the line; 1.2 unless given."),
          StyleOptions.alpha,
        ], returns: "figure", summary: summary + " Returns the figure.", example: example
    ) { call in
      let object = call.receiver(as: FigureObject.self)
      let style = Style(
        color: call.optionalValue("color", as: PaintName.self)?.color,
        dash: call.optionalString("dash").flatMap(Style.Dash.init),
        lineWidth: call.optionalNumber("line_width"), alpha: call.number("alpha"))
      try object.add(
        Reference(place(call), label: call.optionalString("label") ?? "", style: style))
      return .object(object)
    }
  }
  return [
    method(
      "hline", Argument("y", .number, "Where it crosses the y axis."),
      "Draws a line across the figure at a height.",
      "plot.line{1, 4, 9}:hline(5, {label = \"limit\"})"
    ) { .horizontal($0.number("y")) },
    method(
      "vline", Argument("x", .number, "Where it crosses the x axis."),
      "Draws a line up the figure at a place.", "plot.line{1, 4, 9}:vline(2)"
    ) { .vertical($0.number("x")) },
    method(
      "diagonal", nil, "Draws the line on which x and y are equal.",
      "plot.scatter({1, 2, 3}, {1, 2, 4}):diagonal()"
    ) { _ in .diagonal },
  ]
}
