import Atlases
import Landscape
import LuaBridge
import Tensors

/// `atlas:curve`.
func curveMethod(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    of: CurveOptions.self, session,
    arguments: [
      Argument("i", .point, "Where it begins: a minimum or its id, coordinates, or a network."),
      Argument("j", .point, "Where it ends."),
    ],
    options: [
      Option(
        "align", .boolean, default: true,
        "Whether the image of j that lies nearest to i is taken: without it, exchanged hidden units make a barrier of their "
          + "own."),
      PointColumns.option("net, t, x"),
      Option("workers", .integer(1...1024), "Threads; the session's unless given."),
      Option("progress", .boolean, default: true, "Whether a bar is shown on a terminal."),
    ], returns: "curve",
    note:
      "Instead of SGD over random t, a Gauss-Legendre quadrature of the mean is minimised by L-BFGS. Columns, such as the accuracy "
      + "under attack, show what else lies between two networks (Zhao, Chen, Das, Ramamurthy and Lin, ICLR 2020).",
    example: atlasExample + """
      local c = atlas:curve(1, 2, {kind = "bezier", points = 11})
      print(c.barrier, c.loss, c.segment_loss)
      """
  ) { call, given in
    let object: AtlasObject = call.receiver()
    try object.requireEnergy(for: "atlas:curve")
    if given.kind == .segment {
      for key in ["bends", "nodes", "tolerance", "max_steps"] where call.has(key) {
        throw MessageError("atlas:curve: option '\(key)' does not go with kind = \"segment\"")
      }
    }
    var options = given
    options.workers = call.optionalInteger("workers") ?? session.threads
    let columns = try PointColumns(call)
    let from = try object.point(call["i"], "atlas:curve: 'i'")
    let to = try object.point(call["j"], "atlas:curve: 'j'")
    let surface = object.atlas.surface
    let end =
      call.boolean("align") ? object.atlas.symmetry.aligned(to.x, to: from.x) : to.x
    let training = try CurveTraining(surface, from: from.x, to: end, options)
    let curve = training.curve
    let segment = try ConnectingCurve(.segment, from: from.x, to: end)
    let places = (0..<options.points).map { Double($0) / Double(options.points - 1) }
    let losses = try surface.energies(
      at: places.map(curve.point), workers: options.workers)
    let straight =
      options.kind == .segment
      ? losses : try surface.energies(at: places.map(segment.point), workers: options.workers)
    let values = try columns.values(count: places.count, isShown: call.boolean("progress")) {
      let x = curve.point(places[$0])
      return [
        object.landscape == nil ? .nil : .object(try object.network(at: x)),
        .number(places[$0]), try session.wrap(x),
      ]
    }
    return .object(
      CurveObject(
        object, training, t: places, losses: losses, straight: straight,
        distance: segment.length, columns: Array(zip(columns.names, values)),
        ends: (from.name, to.name)))
  }
}
