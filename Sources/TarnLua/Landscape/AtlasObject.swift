import Atlases
import Landscape
import Layers
import LuaBridge
import NetworkLandscape
import Tensors

/// An atlas as Lua holds it, with the landscape of which it is; nil for that of a function.
final class AtlasObject {
  let atlas: Atlas
  let landscape: NetworkLandscape?
  /// The network for Lua: what was traced of it serves the networks at all minima.
  private let base: NetworkObject?

  init(_ atlas: Atlas, _ landscape: NetworkLandscape?) {
    self.atlas = atlas
    self.landscape = landscape
    base = landscape.map { NetworkObject($0.network) }
  }

  func network(at x: [Double]) throws -> NetworkObject {
    guard let landscape else {
      throw MessageError(
        atlas.hasEnergy
          ? "this atlas was made of an energy function; its points are no networks"
          : "this atlas was imported without its energy; its points are no networks")
    }
    return NetworkObject(try landscape.network(at: x), like: base)
  }
}

extension Session {
  /// A minimum as a record for Lua.
  func record(_ minimum: Minimum) throws -> LuaTable {
    try lua.record(
      minimumRecord,
      [
        "id": .integer(minimum.id), "energy": .number(minimum.energy),
        "x": wrap(.tensor(try Tensor(minimum.x, dtype: .float64))), "hits": .integer(minimum.hits),
        "multiplicity": .number(minimum.multiplicity),
        "gradient_norm": .number(minimum.gradientNorm), "index": 0,
        "lowest_eigenvalue": .number(minimum.lowestEigenvalue),
        "zero_modes": minimum.zeroModes.map(LuaValue.integer) ?? .nil,
        "log_determinant": .number(minimum.logDeterminant),
        "proof": .string(minimum.proof.rawValue),
      ])
  }
}
