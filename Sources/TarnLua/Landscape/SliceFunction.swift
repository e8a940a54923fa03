import Landscape
import Layers
import LuaBridge
import NetworkLandscape
import Tensors

/// `landscape.slice`.
func sliceFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "slice",
    arguments: [
      Argument("net", .network, "The network in the middle; it stays as it is."),
      Argument("loss", .loss, "The loss, computed in float64."),
      Argument("data", .either(.object("dataset"), .table), "A data set, or a table {x =, y =}."),
    ],
    options: [
      Option(
        "to", .either(.object("network"), .object("tensor"), .table),
        "Another network or vector of parameters, or a list of two: the slice goes through all of them. On the line the "
          + "network lies at 0, the other at 1.")
    ] + SliceRequest.options,
    returns: "slice",
    summary:
      "The loss on a line or a plane through the parameters of a network, with further numbers beside it. Random directions are "
      + "filter-normalised, so that slices of different networks can be compared.",
    formula:
      "Li, Xu, Taylor, Studer and Goldstein, NeurIPS 2018; Goodfellow, Vinyals and Saxe 2015 (lines).",
    example: """
      local d = data.xor()
      local net = nn.Sequential{nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 2)}
      local s = landscape.slice(net, loss.cross_entropy(), d, {steps = 5, seed = 1})
      print(s.loss)
      """
  ) { call in
    let network = call.network("net")
    let start = try network.with(parameters: network.parameters.cast(to: .float64))
    let (loss, samples) = (call.object("loss", as: LossObject.self).loss, try call.samples())
    let base = NetworkObject(start)
    let columns = try PointColumns(call)
    func parameters(_ value: LuaValue) throws -> [Double] {
      let flat: Value
      switch value {
      case .object(let other as NetworkObject): flat = other.network.parameters
      case .object(let tensor as TensorObject): flat = tensor.value
      default:
        throw MessageError(
          "landscape.slice: option 'to' must be a network or a tensor, or a list of two, got \(value.shown)"
        )
      }
      let numbers = try flat.cast(to: .float64).tensor(for: "landscape.slice").doubles
      guard numbers.count == network.parameterCount else {
        throw MessageError(
          "landscape.slice: option 'to' has \(numbers.count) parameters, expected \(network.parameterCount)"
        )
      }
      return numbers
    }
    var points = [try parameters(.object(base))]
    if call.has("to") {
      let others = call["to"].asTable?.array ?? [call["to"]]
      guard (1...2).contains(others.count) else {
        throw MessageError(
          "landscape.slice: option 'to' must be one or two networks or tensors, got \(others.count)"
        )
      }
      points += try others.map(parameters)
    }
    let request = SliceRequest(call, session)
    let values = try LossValues(start, loss, samples)
    let (grid, axes) = try request.grid(through: points, network: start) {
      try PlanSurface(dimension: start.parameterCount) {
        try loss(start.with(parameters: $0), samples.x, samples.y)
      }
    }
    let names = ["net"] + points.dropFirst().indices.map { points.count == 2 ? "to" : "to \($0)" }
    return .object(
      try SliceObject(
        grid, axes: axes, isNetwork: true, columns, call, session,
        landmarks: zip(names, points).map {
          SliceLandmark(name: $0, form: .point, id: nil, grid.projection(of: $1))
        },
        network: { x in
          NetworkObject(
            try start.with(parameters: .tensor(Tensor(x, dtype: .float64))), like: base)
        }, losses: { try values(at: $0, workers: request.workers, progress: $1) }))
  }
}

/// `atlas:slice`.
func sliceMethod(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "slice",
    options: [
      Option(
        "through", .either(.integer(1...), .object("tensor"), .object("network"), .table),
        required: true,
        "One, two or three minima or saddles (records or ids), or other points (tensors, networks): the middle of a slice, a "
          + "line on which the first lies at 0 and the second at 1, or the plane through three."),
      Option(
        "align", .boolean, default: true,
        "Whether images that lie nearest to the first point are taken."),
      Option(
        "within", .number(.nonNegative),
        shownDefault: "0.001 of the slice's extent",
        "Known stationary points at most so far from the line or plane are marked on it, where they lie nearest."
      ),
      Option(
        "marks", .integer(0...), default: 1000,
        "How many minima and how many saddles, the lowest ones, are looked at for that."),
    ] + SliceRequest.options,
    returns: "slice",
    summary:
      "The loss or energy on a line or a plane through known minima and saddles, or through one of them along random directions or "
      + "eigenvectors of the Hessian.",
    formula: "Li, Xu, Taylor, Studer and Goldstein, NeurIPS 2018.",
    example: atlasExample + """
      local s = atlas:slice{through = {1, 2}, steps = 11}
      print(s.loss)
      print(atlas:slice{through = 1, directions = "lowest", dims = 1, steps = 5}.loss)
      """
  ) { call in
    let object: AtlasObject = call.receiver()
    try object.requireEnergy(for: "atlas:slice")
    let columns = try PointColumns(call)
    var points = try through(call, object)
    let symmetry = object.atlas.symmetry
    func aligned(_ x: [Double]) -> [Double] {
      call.boolean("align") ? symmetry.aligned(x, to: points[0].x) : x
    }
    for place in points.indices.dropFirst() { points[place].x = aligned(points[place].x) }
    let network = try object.landscape?.network(at: points[0].x)
    let request = SliceRequest(call, session)
    let (grid, axes) = try request.grid(through: points.map(\.x), network: network) {
      object.atlas.surface
    }
    var landmarks = points.map {
      SliceLandmark(name: $0.name, form: $0.form, id: $0.id, grid.projection(of: $0.x))
    }
    let extent = zip(grid.directions, grid.coordinates).reduce(0) { sum, axis in
      let length = axis.0.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return max(sum, length * (axis.1[axis.1.count - 1] - axis.1[0]))
    }
    let within = call.optionalNumber("within") ?? 1e-3 * extent
    let known = Set(points.compactMap(\.id))
    for id in try object.stationaryPoints(limit: call.integer("marks")) where !known.contains(id) {
      try Cancellation.check()
      let point = try object.point(.integer(id), "atlas:slice")
      let place = grid.projection(of: aligned(point.x))
      guard place.distance <= within, grid.holds(place.place) else { continue }
      landmarks.append(SliceLandmark(name: point.name, form: point.form, id: id, place))
    }
    return .object(
      try SliceObject(
        grid, axes: axes, isNetwork: object.landscape != nil, columns, call, session,
        landmarks: landmarks, network: object.network(at:),
        losses: {
          try object.atlas.surface.energies(at: $0, workers: request.workers, progress: $1)
        }))
  }
}

/// The points of the option `through`.
private func through(_ call: Call, _ object: AtlasObject) throws -> [NamedPoint] {
  let place = "atlas:slice: option 'through'"
  let value = call["through"]
  // A list, unless it is one record or one list of coordinates.
  guard let table = value.asTable, table["id"].isNil else {
    return [try object.point(value, place)]
  }
  let items = table.array
  guard (1...3).contains(items.count) else {
    throw MessageError("\(place) must name one to three points, got \(items.count)")
  }
  return try items.enumerated().map { number, item in
    try object.point(item, items.count == 1 ? place : "\(place), item \(number + 1)")
  }
}
