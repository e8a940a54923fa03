import LuaBridge
import Plotting

/// Bars that say how far points may be off.
var errorOptions: [Option] {
  [
    Option("xerr", .vector, "One number >= 0 a point: how far a bar reaches to both sides."),
    Option("yerr", .vector, "One number >= 0 a point: how far a bar reaches up and down."),
  ]
}

extension Call {
  var errors: Errors { Errors(x: optionalNumberList("xerr"), y: optionalNumberList("yerr")) }
}

func lineFunction() -> FunctionDeclaration {
  FunctionDeclaration(
    name: "line",
    arguments: [
      Argument("x", .vector, "List or tensor; without y, these are the y values over 1, 2, …."),
      Argument("y", .vector, optional: true, "As many numbers; NaN leaves a gap."),
    ],
    options: FigureOptions.all
      + [
        FigureOptions.label, StyleOptions.color,
        Option("points", .boolean, default: false, "Whether the points are drawn too."),
      ] + StyleOptions.line + StyleOptions.points + [StyleOptions.alpha] + errorOptions + [
        Option(
          "band", .band,
          "A shaded band around the line: {lower, upper}, two lists of y values, or one list of how far it reaches up and "
            + "down.")
      ], returns: "figure", summary: "Points joined by a line.",
    example: "plot.line({1, 2, 3}, {1, 4, 9}, {xlabel = \"x\", ylabel = \"x squared\"})"
  ) { call in
    let first = call.numberList("x")
    let second = call.optionalNumberList("y")
    var line = Line(
      x: second == nil ? first.indices.map { Double($0 + 1) } : first, y: second ?? first,
      label: call.optionalString("label") ?? "", points: call.boolean("points"),
      style: try StyleOptions.style(call, line: true, points: true))
    line.errors = call.errors
    switch call.optionalValue("band", as: BandOption.self) {
    case .ends(let lower, let upper): line.band = .init(lower: lower, upper: upper)
    case .width(let width):
      guard width.count == line.y.count else {
        throw MessageError(
          "plot.line: option 'band' has \(width.count) values, but y has \(line.y.count)")
      }
      line.band = .init(
        lower: zip(line.y, width).map(-), upper: zip(line.y, width).map(+))
    case nil: break
    }
    return try FigureOptions.figure([line], call)
  }
}

private enum BandOption {
  case ends([Double], [Double])
  case width([Double])
}

extension ValueType {
  /// The Swift value is a `BandOption`.
  fileprivate static var band: ValueType {
    .custom("list of numbers, or {lower, upper}") { value in
      if let table = value.asTable, table.count == 2, table.array.allSatisfy({ $0.asNumber == nil })
      {
        let ends = try table.array.map { try NumberArray(lua: $0)?.values }
        guard let lower = ends[0], let upper = ends[1] else { return nil }
        return BandOption.ends(lower, upper)
      }
      return try NumberArray(lua: value).map { BandOption.width($0.values) }
    }
  }
}
