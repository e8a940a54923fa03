import Landscape
import LuaBridge
import Plotting
import Tensors

/// A curve as Lua holds it.
final class CurveObject {
  let atlas: AtlasObject
  let training: CurveTraining
  let t: [Double]
  let losses: [Double]
  let straight: [Double]
  let distance: Double
  let columns: [(name: String, values: [Double])]
  let ends: (String, String)

  init(
    _ atlas: AtlasObject, _ training: CurveTraining, t: [Double], losses: [Double],
    straight: [Double], distance: Double, columns: [(String, [Double])], ends: (String, String)
  ) {
    self.atlas = atlas
    self.training = training
    self.t = t
    self.losses = losses
    self.straight = straight
    self.distance = distance
    self.columns = columns.map { (name: $0.0, values: $0.1) }
    self.ends = ends
  }

  /// Above the higher end, at the points that were looked at; NaN where a loss is.
  static func barrier(_ losses: [Double]) -> Double {
    guard let first = losses.first, let last = losses.last,
      !losses.contains(where: \.isNaN)
    else { return .nan }
    return (losses.max() ?? first) - max(first, last)
  }
}

func curveClass(_ session: Session) -> ClassDeclaration {
  func field(
    _ name: String, _ type: ResultType, _ summary: String,
    _ get: @escaping (CurveObject) throws -> LuaValue
  ) -> Field {
    Field(name, type, summary) { (object: CurveObject) in try get(object) }
  }
  func point(_ call: Call) throws -> (CurveObject, [Double]) {
    let object: CurveObject = call.receiver()
    return (object, object.training.curve.point(call.number("t")))
  }
  let t = Argument("t", .number(0...1), "0 at the beginning, 1 at the end.")
  return ClassDeclaration(
    CurveObject.self, name: "curve",
    summary: "A curve between two points of a landscape, and what was found along it.",
    fields: [
      field("kind", "string", "segment, polygon or bezier.") {
        .string($0.training.curve.kind.rawValue)
      },
      field("t", "tensor", "Where it was looked at: from 0 to 1.") { try session.wrap($0.t) },
      field("loss", "tensor", "The loss (or energy) there.") { try session.wrap($0.losses) },
      field("segment_loss", "tensor", "That of the straight segment, at the same t.") {
        try session.wrap($0.straight)
      },
      field("barrier", "number", "The highest loss at these points above the higher end.") {
        .number(CurveObject.barrier($0.losses))
      },
      field("segment_barrier", "number", "The same of the straight segment.") {
        .number(CurveObject.barrier($0.straight))
      },
      field("mean_loss", "number", "The mean over t that was minimised.") {
        .number($0.training.meanEnergy)
      },
      field("length", "number", "Of the curve, Euclidean.") {
        .number($0.training.curve.length)
      },
      field("distance", "number", "Of the ends, after alignment.") { .number($0.distance) },
      field("columns", .byName("tensor"), "The columns by name, each a tensor.") { object in
        let table = try session.lua.table()
        for (name, values) in object.columns { table[name] = try session.wrap(values) }
        return .table(table)
      },
      field("bends", "tensor", "[bends, n]: the points that were moved; nil of a segment.") {
        let bends = $0.training.curve.bends
        return bends.isEmpty
          ? .nil : try session.wrap(bends.flatMap { $0 }, rows: bends.count)
      },
      field("status", "string", "How the search of the bends ended: converged, max_steps, …") {
        .string($0.training.status.rawValue)
      },
      field("steps", "integer", "Of that search.") { .integer($0.training.steps) },
      field("evaluations", "integer", "Losses with gradients that it took.") {
        .integer($0.training.evaluations)
      },
    ],
    methods: [
      FunctionDeclaration(
        name: "point", arguments: [t], returns: "tensor", summary: "The coordinates at t.",
        example: atlasExample + "print(atlas:curve(1, 2, {points = 5}):point(0.5))"
      ) { call in try session.wrap(point(call).1) },
      FunctionDeclaration(
        name: "network", arguments: [t], returns: "network", summary: "The network at t.",
        example: """
          local d = data.xor()
          local net = nn.Sequential{nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 2)}
          local atlas = landscape.open(":memory:",
            {net = net, loss = loss.cross_entropy() + loss.l2(0.01), data = d})
          print(atlas:curve(net, atlas:quench(net:parameters()).x):network(0.5):accuracy(d.x, d.y))
          """
      ) { call in
        let (object, x) = try point(call)
        return .object(try object.atlas.network(at: x))
      },
      FunctionDeclaration(
        name: "plot", options: FigureOptions.title, returns: "figure",
        summary: "The loss along the curve and along the segment, and each column below.",
        example: atlasExample + "print(atlas:curve(1, 2, {points = 5}):plot())"
      ) { call in
        .object(
          try FigureObject(figure(of: call.receiver(), call.optionalString("title") ?? "")))
      },
    ],
    text: { object in
      let curve = object.training.curve
      return
        "\(curve.kind.rawValue) from \(object.ends.0) to \(object.ends.1), barrier "
        + "\(LuaValue.number(CurveObject.barrier(object.losses)).shown)"
    })
}

private func figure(of object: CurveObject, _ title: String) -> Figure {
  let kind = object.training.curve.kind
  var lines = [Line(x: object.t, y: object.losses, label: kind.rawValue)]
  if kind != .segment {
    lines.append(Line(x: object.t, y: object.straight, label: "segment", dashed: true))
  }
  let name = object.atlas.landscape == nil ? "energy" : "loss"
  var figure = Figure(
    lines, title: title, x: Axis(object.columns.isEmpty ? "t" : "", range: 0...1), y: Axis(name),
    legend: kind == .segment ? .hidden : .automatic, height: 320)
  figure.below = object.columns.enumerated().map { place, column in
    Figure(
      [Line(x: object.t, y: column.values)],
      x: Axis(place == object.columns.count - 1 ? "t" : "", range: 0...1), y: Axis(column.name))
  }
  figure.height = object.columns.isEmpty ? 560 : min(320 + 260 * object.columns.count, 10_000)
  return figure
}
