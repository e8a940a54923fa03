import Atlases
import LuaBridge
import Tensors

/// Transition states, as Lua sees them.
func saddleMethods(_ session: Session) -> [FunctionDeclaration] {
  func receiver(_ call: Call) -> AtlasObject { call.receiver() }
  return [
    FunctionDeclaration(
      name: "saddles", options: [Option("limit", .integer(0...), "How many at most.")],
      returns: "list of saddles",
      summary:
        "The transition states in order of energy: {id, energy, x, minima = {i, j}, eigenvalue, hits, multiplicity, "
        + "gradient_norm, index, proof, …}. Each has exactly one negative eigenvalue, and minima are those at the ends of the "
        + "two paths down, by id; both may be one, up to the symmetry.",
      example: atlasExample + "print(#atlas:saddles{})"
    ) { call in
      let saddles = try receiver(call).atlas.saddles(limit: call.optionalInteger("limit"))
      return .table(try session.lua.table(saddles.map { .table(try session.record($0)) }))
    },
    FunctionDeclaration(
      name: "saddle", arguments: [Argument("id", .integer(1...), "Its number.")],
      returns: "saddle", summary: "One transition state by its id.",
      example: atlasExample + "print(pcall(atlas.saddle, atlas, 99))"
    ) { call in
      .table(try session.record(receiver(call).atlas.saddle(call.integer("id"))))
    },
  ]
}

extension Session {
  /// A transition state as a record for Lua.
  func record(_ saddle: Saddle) throws -> LuaTable {
    try lua.table(fields: [
      "id": .integer(saddle.id), "energy": .number(saddle.energy),
      "x": wrap(.tensor(try Tensor(saddle.x, dtype: .float64))),
      "minima": .table(
        try lua.table([.integer(saddle.minima.first), .integer(saddle.minima.second)])),
      "eigenvalue": .number(saddle.eigenvalue), "hits": .integer(saddle.hits),
      "multiplicity": .number(saddle.multiplicity),
      "gradient_norm": .number(saddle.gradientNorm), "index": 1,
      "zero_modes": saddle.zeroModes.map(LuaValue.integer) ?? .nil,
      "log_determinant": .number(saddle.logDeterminant),
      "proof": .string(saddle.proof.rawValue),
    ])
  }
}
