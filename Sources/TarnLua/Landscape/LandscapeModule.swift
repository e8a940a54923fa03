import Atlases
import Landscape
import LuaBridge
import NetworkLandscape
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
            "path", .path(.write), "An SQLite file, made if it is not there; \":memory:\" for none."
          )
        ],
        options: landscapeOptions + [
          Option(
            "shards", .path(.write),
            "Where mpirun has started several processes: the folder for the files of ranks, which may be on a disk of the "
              + "machine; that of `path` unless given.")
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
      ) { call in .object(try openAtlas(call, session)) },
      importFunction(session), mergeFunction(session), sliceFunction(session),
      convexBoundFunction(session),
    ])
}

/// What an atlas is an atlas of.
var landscapeOptions: [Option] {
  [
    Option("net", .network, "The network whose parameters are searched."),
    Option("loss", .loss, "The energy, as a function of the parameters; in float64."),
    Option(
      "data", .either(.object("dataset"), .table), "A data set, or a table {x =, y =}."),
    Option(
      "energy", .function, "Instead of net, loss and data: a scalar function of a vector."),
    Option("dim", .integer(1...1_000_000), "The length of that vector."),
    Option(
      "symmetry", .either(.oneOf(["none", "rigid"]), .function), default: .string("none"),
      "What leaves 'energy' as it is, so that images are one minimum: \"rigid\" motions and "
        + "permutations of identical particles, or a function that gives a canonical copy of "
        + "a vector, the same for all its images. Networks have theirs found."),
    Option(
      "particles", .integer(1...1_000_000),
      "Of a rigid symmetry: their number, `dim` / `dimension` if it is not given."),
    Option(
      "dimension", .integer(1...100), default: .integer(3),
      "Of a rigid symmetry: coordinates of each particle, one particle after another."),
  ]
}

/// - Parameter given: in place of the argument `path`.
func openAtlas(
  _ call: Call, _ session: Session, path given: String? = nil
) throws -> AtlasObject {
  let name = call.functionName
  let path = given ?? call.string("path")
  let shards = name == "landscape.open" ? call.optionalString("shards") : nil
  if let energy = call.optionalFunction("energy") {
    for key in ["net", "loss", "data"] where call.has(key) {
      throw MessageError("\(name): option '\(key)' does not go with 'energy'")
    }
    guard let dimension = call.optionalInteger("dim") else {
      throw MessageError("\(name): option 'energy' needs 'dim', the length of its vector")
    }
    let surface = try PlanSurface(dimension: dimension) { try session.call(energy, [$0]) }
    let words = ["energy": "function"]
    let symmetry = try symmetry(call, session, surface)
    return AtlasObject(
      try .open(
        path: path, surface: surface, symmetry: symmetry, description: words, shards: shards), nil)
  }
  for key in ["symmetry", "particles", "dimension"] where call.has(key) {
    throw MessageError(
      "\(name): option '\(key)' goes with 'energy'; the symmetry of a network is found")
  }
  for key in ["net", "loss", "data"] where !call.has(key) {
    throw MessageError(
      "\(name): option '\(key)' is missing (net, loss and data, or energy and dim)")
  }
  guard !call.has("dim") else {
    throw MessageError(
      "\(name): option 'dim' goes with 'energy'; a network has its number of parameters")
  }
  do {
    let landscape = try NetworkLandscape(
      call.network("net"), call.object("loss", as: LossObject.self).loss, call.samples())
    session.note("\(name): symmetry of the network: \(landscape.symmetry.summary)")
    return AtlasObject(try landscape.open(path, shards: shards), landscape)
  } catch let error as NetworkLandscapeError { throw MessageError("\(name): \(error)") }
}

/// The options `symmetry`, `particles` and `dimension`, tried on the surface.
private func symmetry(
  _ call: Call, _ session: Session, _ surface: PlanSurface
) throws -> any Symmetry {
  let name = call.optionalString("symmetry")
  for key in ["particles", "dimension"] where call.has(key) && name != "rigid" {
    throw MessageError("landscape.open: option '\(key)' goes with symmetry = \"rigid\"")
  }
  do {
    if name == "rigid" {
      let space = call.optionalInteger("dimension") ?? 3
      let symmetry = RigidSymmetry(
        particles: call.optionalInteger("particles") ?? surface.dimension / space,
        dimension: space)
      try symmetry.check(on: surface)
      return symmetry
    }
    guard let function = call.optionalFunction("symmetry") else { return NoSymmetry() }
    let symmetry = try FunctionSymmetry(dimension: surface.dimension) {
      try session.call(function, [$0])
    }
    try symmetry.check(on: surface)
    return symmetry
  } catch let error as SymmetryError { throw MessageError("landscape.open: \(error)") }
}

extension Call {
  /// The option `data`.
  func samples() throws -> LandscapeSamples {
    if let object = optionalObject("data", as: DatasetObject.self) {
      return try LandscapeSamples(object.dataset)
    }
    let table = self.table("data")
    for key in table.stringKeys where key != "x" && key != "y" {
      throw MessageError("\(functionName): option 'data' has the key '\(key)'; expected x and y")
    }
    return try LandscapeSamples(
      x: Value(lua: table["x"], "\(functionName): data.x"),
      y: Value(lua: table["y"], "\(functionName): data.y"))
  }
}
