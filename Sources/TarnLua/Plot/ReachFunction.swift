import LuaBridge
import Plotting
import Reachability
import Tensors

func reachFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "reach",
    arguments: [Argument("set", .object("reachable set"), "From reach.output.")],
    options: FigureOptions.all + [
      Option("dims", .list(of: .integer), "{i, j}: the two outputs; {1, 2} unless given."),
      Option("rows", .list(of: .integer), "Which rows are drawn; all unless given."),
      Option(
        "samples", .integer(0...100_000), default: 200,
        "Points of each row's input set, half of them corners, whose outputs are drawn."),
      Session.seedOption,
    ], returns: "figure",
    summary:
      "Reachable sets projected on two outputs, with outputs of sampled inputs inside: the exact outline "
      + "of zonotopes, the boxes of other domains.",
    example: """
      local net = nn.Sequential{nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 3)}
      plot.reach(reach.output(net, reach.ball(tensor{{1, 2}}, 0.1)), {dims = {1, 3}})
      """
  ) { call in
    let object = call.object("set", as: ReachableSetObject.self)
    let shape = object.set.lower.shape
    guard shape.rank > 0, shape[0] > 0 else {
      throw MessageError("plot.reach: the set has no rows")
    }
    let size = shape.count / shape[0]
    let named = call.has("dims") ? call.integers("dims") : [1, 2]
    guard named.count == 2 else {
      throw MessageError("plot.reach: option 'dims' must name two outputs, got \(named.count)")
    }
    let dims = try named.map { try LuaIndex.position($0, in: size, of: "plot.reach: dims") }
    let rows =
      call.has("rows")
      ? try call.integers("rows").map {
        try LuaIndex.position($0, in: shape[0], of: "plot.reach: rows")
      }
      : Array(0..<shape[0])
    let samples = call.integer("samples")
    let clouds =
      samples == 0
      ? [] : try object.sampler?(samples, session.seed(call)).map(\.doubles) ?? []
    let marks = try rows.map { row in
      let corners = try object.set.outline(row: row, dims[0], dims[1])
      func outputs(_ dim: Int) -> [Double] { clouds.map { $0[row * size + dim] } }
      return Polygon(
        x: corners.map(\.x), y: corners.map(\.y),
        points: .init(x: outputs(dims[0]), y: outputs(dims[1])),
        label: rows.count > 1 ? "row \(row + 1)" : "")
    }
    return try FigureOptions.figure(
      marks, call, x: "output \(dims[0] + 1)", y: "output \(dims[1] + 1)")
  }
}
