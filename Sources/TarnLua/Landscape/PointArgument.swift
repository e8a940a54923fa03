import Atlases
import Landscape
import LuaBridge
import Tensors

/// A point of a landscape that a script names.
struct NamedPoint {
  /// Of a stationary point of the atlas.
  var id: Int?
  var x: [Double]
  /// As it is called in figures: the id of a stationary point.
  var name: String
  var form = SliceLandmark.Form.point
}

extension ValueType {
  /// A stationary point by its record or id, or any point: coordinates, or a network at its parameters.
  static var point: ValueType {
    .either(.integer(1...), .object("tensor"), .object("network"), .table)
  }
}

extension AtlasObject {
  /// - Parameter place: what an error calls it: `atlas:spectrum: 'm'`.
  func point(_ value: LuaValue, _ place: String) throws -> NamedPoint {
    if let id = value.asInteger ?? value.asTable?["id"].asInteger {
      return try stationary(id, place)
    }
    let x: [Double]
    switch value {
    case .object(let object as TensorObject):
      x = try object.value.cast(to: .float64).tensor(for: place).doubles
    case .object(let object as NetworkObject):
      x = try object.network.parameters.cast(to: .float64).tensor(for: place).doubles
    case .table(let table) where table.count > 0: x = try table.numberArray().values
    default:
      throw MessageError(
        "\(place) must be a minimum or its id, a tensor of coordinates or a network, got \(value.shown)"
      )
    }
    let n = atlas.surface.dimension
    guard x.count == n else {
      throw MessageError("\(place) has \(x.count) coordinates, expected \(n)")
    }
    if let bad = x.firstIndex(where: { !$0.isFinite }) {
      throw MessageError("\(place): coordinate \(bad + 1) is \(LuaValue.number(x[bad]).shown)")
    }
    return NamedPoint(id: nil, x: x, name: "point")
  }

  private func stationary(_ id: Int, _ place: String) throws -> NamedPoint {
    do {
      return NamedPoint(id: id, x: try atlas.minimum(id).x, name: "\(id)", form: .minimum)
    } catch AtlasError.unknownMinimum {
      do {
        return NamedPoint(id: id, x: try atlas.saddle(id).x, name: "\(id)", form: .saddle)
      } catch AtlasError.unknownSaddle {
        throw MessageError(
          "\(place): there is no minimum or saddle \(id) (the atlas has \(atlas.count) minima and "
            + "\(atlas.saddleCount) saddles)")
      }
    }
  }

  /// The ids of the lowest minima and the lowest saddles.
  func stationaryPoints(limit: Int) throws -> [Int] {
    try atlas.ids(limit: limit) + atlas.links().prefix(limit).map(\.id)
  }

  /// - Throws: an atlas that was imported without its energy.
  func requireEnergy(for function: String) throws {
    guard atlas.hasEnergy else {
      throw MessageError(
        "\(function): this atlas was imported without its energy; import its points again with net, loss and data, or energy and dim"
      )
    }
  }
}

extension Session {
  func wrap(_ numbers: [Double]) throws -> LuaValue {
    wrap(tensor: try Tensor(numbers, dtype: .float64))
  }

  func wrap(_ numbers: [Double], rows: Int) throws -> LuaValue {
    wrap(
      tensor: try Tensor(
        numbers, shape: Shape([rows, rows == 0 ? 0 : numbers.count / rows]), dtype: .float64))
  }
}
