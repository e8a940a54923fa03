import LuaBridge
import Plotting

func scatterFunction() -> FunctionDeclaration {
  FunctionDeclaration(
    name: "scatter",
    arguments: [
      Argument("x", .vector, "List or tensor."), Argument("y", .vector, "As many numbers."),
    ],
    options: FigureOptions.all + FigureOptions.color
      + [
        FigureOptions.label,
        Option(
          "color", .colorOrValues,
          "One number a point, shown as its color, or one color for all: "
            + StyleOptions.colorSummary),
      ] + StyleOptions.points + [StyleOptions.alpha] + errorOptions + [
        Option(
          "group", .groupNames,
          "One name or number a point: each group has its own color, "
            + "shape and name in the legend."),
        Option(
          "group_order", .list(of: .string),
          "The names of the groups in order; that of first appearance unless given."),
      ], returns: "figure", summary: "Points, in one color, by groups, or colored by a value.",
    example: """
      plot.scatter({1, 2, 3, 4}, {2, 1, 4, 3}, {group = {"a", "a", "b", "b"}, title = "Groups"})
      """
  ) { call in
    let (x, y) = (call.numberList("x"), call.numberList("y"))
    let color = call.optionalNumberList("color")
    for option in FigureOptions.color where color == nil && call.has(option.key) {
      throw MessageError(
        "plot.scatter: option '\(option.key)' goes with 'color', one number a point")
    }
    let style = try StyleOptions.style(call, points: true)
    guard let names = call.optionalValue("group", as: [String].self) else {
      if call.has("group_order") {
        throw MessageError("plot.scatter: option 'group_order' goes with 'group'")
      }
      var mark = Scatter(
        x: x, y: y, color: color, label: call.optionalString("label") ?? "", style: style)
      mark.errors = call.errors
      return try FigureOptions.figure([mark], call, colored: true)
    }
    if call.has("label") {
      throw MessageError("plot.scatter: option 'label' does not go with 'group', which has names")
    }
    for key in ["marker", "xerr", "yerr"] where call.has(key) {
      throw MessageError("plot.scatter: option '\(key)' does not go with 'group'")
    }
    if style.color != nil {
      throw MessageError("plot.scatter: one color does not go with 'group', which has one each")
    }
    let groups = try Scatter.groups(
      x: x, y: y, names: names, color: color,
      order: call.has("group_order") ? call.strings("group_order") : nil)
    return try FigureOptions.figure(
      groups.map { group in
        var group = group
        group.style = style
        return group
      }, call, colored: true)
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
