import Landscape
import Layers
import LuaBridge
import Tensors

/// An atlas as Lua holds it, with the network whose parameters its points are.
final class AtlasObject {
  let atlas: Atlas
  private let network: Network?
  /// The same for Lua: what was traced of it serves the networks at all minima.
  private let base: NetworkObject?

  init(_ atlas: Atlas, _ network: Network?) {
    self.atlas = atlas
    self.network = network
    base = network.map { NetworkObject($0) }
  }

  var hasNetwork: Bool { network != nil }

  func network(at x: [Double]) throws -> NetworkObject {
    guard let network else {
      throw MessageError("this atlas was made of an energy function; its points are no networks")
    }
    let parameters = Value.tensor(try Tensor(x, dtype: .float64))
    return NetworkObject(try network.with(parameters: parameters), like: base)
  }
}

extension Session {
  /// A minimum as a record for Lua.
  func record(_ minimum: Minimum) throws -> LuaTable {
    try lua.table(fields: [
      "id": .integer(minimum.id), "energy": .number(minimum.energy),
      "x": wrap(.tensor(try Tensor(minimum.x, dtype: .float64))), "hits": .integer(minimum.hits),
      "multiplicity": .number(minimum.multiplicity),
      "gradient_norm": .number(minimum.gradientNorm), "index": 0,
      "lowest_eigenvalue": .number(minimum.lowestEigenvalue),
      "zero_modes": .integer(minimum.zeroModes),
      "log_determinant": .number(minimum.logDeterminant),
    ])
  }
}
