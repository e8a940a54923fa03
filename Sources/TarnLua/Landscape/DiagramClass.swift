import Landscape
import LuaBridge
import Plotting
import Tensors

/// A persistence diagram as Lua holds it.
final class DiagramObject {
  let diagram: PersistenceDiagram

  init(_ diagram: PersistenceDiagram) { self.diagram = diagram }
}

/// Persistence diagrams, as Lua sees them.
func diagramClass(_ session: Session) -> ClassDeclaration {
  func tensor(_ numbers: [Double]) throws -> LuaValue {
    session.wrap(tensor: try Tensor(numbers, dtype: .float64))
  }
  func list(_ numbers: [Int]) throws -> LuaValue {
    .table(try session.lua.table(numbers.map(LuaValue.integer)))
  }
  return ClassDeclaration(
    DiagramObject.self, name: "persistence diagram",
    summary: "Births and deaths of components, the most persistent first; # is their number.",
    fields: [
      Field("birth", "tensor", "Energies of the minima, [n].") { (object: DiagramObject) in
        try tensor(object.diagram.points.map(\.birth))
      },
      Field(
        "death", "tensor",
        "Energies of the saddles where they meet a lower one, [n]; inf where no path to one is known."
      ) { (object: DiagramObject) in try tensor(object.diagram.points.map(\.death)) },
      Field("minimum", "list of ids", "The minima.") { (object: DiagramObject) in
        try list(object.diagram.points.map(\.minimum))
      },
      Field("saddle", "list of ids", "The saddles; 0 where there is none.") {
        (object: DiagramObject) in try list(object.diagram.points.map { $0.saddle ?? 0 })
      },
      Field(
        "essential", "integer",
        "How many never die, one for each part between which no path is known: the first ones."
      ) { (object: DiagramObject) in .integer(object.diagram.essential.count) },
    ],
    methods: [
      FunctionDeclaration(
        name: "bottleneck",
        arguments: [Argument("other", .object("persistence diagram"), "Of another atlas.")],
        options: [
          Option(
            "relative", .boolean, default: false,
            "Whether energies are counted from the lowest minimum of each.")
        ], returns: "number",
        summary:
          "The bottleneck distance to another diagram, exactly: the largest shift in energy that turns one into the other, "
          + "where points may also vanish into the diagonal. Those that never die are matched among themselves; inf if one "
          + "diagram has more of them.",
        example: atlasExample + "local p = atlas:persistence()\nprint(p:bottleneck(p))"
      ) { call in
        let object: DiagramObject = call.receiver()
        let other = call.object("other", as: DiagramObject.self)
        return .number(
          try call.boolean("relative")
            ? object.diagram.relative.bottleneckDistance(to: other.diagram.relative)
            : object.diagram.bottleneckDistance(to: other.diagram))
      },
      FunctionDeclaration(
        name: "plot", options: FigureOptions.all, returns: "figure",
        summary:
          "Death against birth, with the diagonal; those that never die stand on a dashed line above.",
        example: atlasExample + "atlas:persistence():plot{title = \"Persistence\"}:script()"
      ) { call in
        let object: DiagramObject = call.receiver()
        return try diagramFigure(object.diagram, call)
      },
    ],
    operators: [
      .len: { call in .integer(call.argument(1, as: DiagramObject.self)?.diagram.points.count ?? 0)
      }
    ],
    text: { object in
      "persistence diagram of \(object.diagram.points.count) points, "
        + "\(object.diagram.essential.count) of them essential: :plot() draws it, "
        + ":bottleneck(other) compares it"
    })
}

private func diagramFigure(_ diagram: PersistenceDiagram, _ call: Call) throws -> LuaValue {
  guard !diagram.points.isEmpty else { throw TreeError.noMinima }
  let dying = diagram.points.filter { $0.death < .infinity }
  let ends = diagram.points.map(\.birth) + dying.map(\.death)
  let (low, high) = (ends.min() ?? 0, ends.max() ?? 0)
  // Above all that dies.
  let top = high + max(0.08 * (high - low), 1e-3 * abs(high))
  var marks: [any Mark] = [Line(x: [low, high], y: [low, high], label: "birth = death")]
  let essential = diagram.essential
  if !essential.isEmpty {
    marks.append(Line(x: [low, high], y: [top, top], label: "never dies", dashed: true))
  }
  let births = dying.map(\.birth) + essential.map(\.birth)
  let deaths = dying.map(\.death) + essential.map { _ in top }
  marks.append(Scatter(x: births, y: deaths, label: "minimum"))
  return try FigureOptions.figure(marks, call, x: "birth", y: "death")
}
