import Foundation
import Landscape
import Layers
import Losses
import LuaBridge
import Optimizers
import Tensors

/// The module `landscape`: searches for minima.
func landscapeModule(_ session: Session) -> ModuleDeclaration {
  ModuleDeclaration(
    name: "landscape", summary: "Energy landscapes: minima, and the atlas that keeps them.",
    functions: [
      FunctionDeclaration(
        name: "open",
        arguments: [
          Argument(
            "path", .string, "An SQLite file, made if it is not there; \":memory:\" for none.")
        ],
        options: [
          Option("net", .network, "The network whose parameters are searched."),
          Option("loss", .loss, "The energy, as a function of the parameters; in float64."),
          Option(
            "data", .either(.object("dataset"), .table), "A data set, or a table {x =, y =}."),
          Option(
            "energy", .function, "Instead of net, loss and data: a scalar function of a vector."),
          Option("dim", .integer(1...1_000_000), "The length of that vector."),
        ], returns: "atlas",
        summary:
          "Opens the atlas of minima of a loss, or of any function of a vector. An atlas made with "
          + "another network, loss or data is an error that says what differs.",
        example: """
          local atlas = landscape.open(":memory:", {energy = function(x)
            return (x * x - 1):square():sum() end, dim = 1})
          atlas:basin_hop{steps = 5}
          print(#atlas)
          """
      ) { call in try open(call, session) }
    ])
}

private func open(_ call: Call, _ session: Session) throws -> LuaValue {
  let path = call.string("path")
  if let energy = call.optionalFunction("energy") {
    for key in ["net", "loss", "data"] where call.has(key) {
      throw MessageError("landscape.open: option '\(key)' does not go with 'energy'")
    }
    guard let dimension = call.optionalInteger("dim") else {
      throw MessageError("landscape.open: option 'energy' needs 'dim', the length of its vector")
    }
    let surface = try PlanSurface(dimension: dimension) { try session.call(energy, [$0]) }
    let words = ["energy": "function", testPoint: try fingerprint(surface)]
    return .object(
      AtlasObject(try .open(path: path, surface: surface, description: words), nil))
  }
  for key in ["net", "loss", "data"] where !call.has(key) {
    throw MessageError(
      "landscape.open: option '\(key)' is missing (net, loss and data, or energy and dim)")
  }
  guard !call.has("dim") else {
    throw MessageError(
      "landscape.open: option 'dim' goes with 'energy'; a network has its number of parameters")
  }
  let network = call.network("net")
  let loss = call.object("loss", as: LossObject.self).loss
  let (x, y) = try samples(call)
  // Whatever is wrong with shapes or classes is said here, where values are known.
  let start = try network.with(parameters: network.parameters.cast(to: .float64))
  let value = try loss(start, x, y).tensor().item()
  guard value.isFinite else {
    throw MessageError("landscape.open: the loss is \(value) at the network's own parameters")
  }
  let surface = try PlanSurface(dimension: network.parameterCount) {
    try loss(start.with(parameters: $0), x, y)
  }
  let words = [
    "net": network.layers.map(\.name).joined(separator: ", "), "loss": loss.description,
    "data": "\(x.shape) with \(y.shape) targets",
    testPoint: try fingerprint(surface),
  ]
  let atlas = try Atlas.open(
    path: path, surface: surface, symmetry: NetworkSymmetry.find(network, surface),
    description: words)
  return .object(AtlasObject(atlas, start))
}

/// Inputs in float64, as they were read, and targets.
private func samples(_ call: Call) throws -> (x: Value, y: Value) {
  if let object = call.optionalObject("data", as: DatasetObject.self) {
    let data = try object.dataset.converted(to: .float64)
    return (.tensor(data.x), .tensor(data.y))
  }
  let table = call.table("data")
  for key in table.stringKeys where key != "x" && key != "y" {
    throw MessageError("landscape.open: option 'data' has the key '\(key)'; expected x and y")
  }
  let x = try Value(lua: table["x"], "landscape.open: data.x")
  let y = try Value(lua: table["y"], "landscape.open: data.y")
  let tensor = try x.cast(to: .float64).tensor(for: "landscape.open")
  guard tensor.isFinite else {
    throw MessageError("landscape.open: data.x contains NaN or infinity")
  }
  return (.tensor(tensor), y)
}

/// Compared last, in the order of names: net, loss and the shape of the data say more when they differ.
private let testPoint = "value at a test point"

/// The energy at a fixed point: it tells apart what descriptions cannot, such as other data.
private func fingerprint(_ surface: any EnergySurface) throws -> String {
  var random = CounterRandom(seed: 0)
  let x = (0..<surface.dimension).map { _ in random.symmetric() }
  var slope = x
  // Ten digits are the same on every machine; the last ones depend on its vector units.
  return String(format: "%.10g", try surface.makeEvaluator().energy(x, gradient: &slope))
}
