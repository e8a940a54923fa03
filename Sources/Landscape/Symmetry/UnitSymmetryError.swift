extension UnitSymmetry {
  public func validate(dimension: Int) throws {
    for (number, layer) in layers.enumerated() {
      var seen = Set<Int>()
      for (place, unit) in layer.units.enumerated() {
        let first = layer.units[0]
        guard unit.incoming.count == first.incoming.count,
          unit.outgoing.count == first.outgoing.count
        else {
          throw SymmetryError.unequalUnits(layer: number + 1, unit: place + 1)
        }
        for index in unit.parameters + (layer.mirror?.biases ?? []) {
          guard (0..<dimension).contains(index) else {
            throw SymmetryError.indexOutOfRange(
              layer: number + 1, unit: place + 1, index: index, dimension: dimension)
          }
        }
        for index in unit.parameters {
          guard seen.insert(index).inserted else {
            throw SymmetryError.sharedParameter(
              layer: number + 1, unit: place + 1, index: index)
          }
        }
      }
    }
    for index in shifts.joined() where !(0..<dimension).contains(index) {
      throw SymmetryError.shiftOutOfRange(index: index, dimension: dimension)
    }
  }
}

/// Why a symmetry does not fit. Layers and units count from 1, parameter indices from 0.
public enum SymmetryError: Error, Equatable, CustomStringConvertible {
  case unequalUnits(layer: Int, unit: Int)
  case indexOutOfRange(layer: Int, unit: Int, index: Int, dimension: Int)
  case sharedParameter(layer: Int, unit: Int, index: Int)
  case shiftOutOfRange(index: Int, dimension: Int)
  /// Particles in space, for points of another number of coordinates.
  case particles(Int, space: Int, dimension: Int)
  /// A canonical copy has another shape than the point.
  case canonicalShape(got: String, dimension: Int)
  /// What a symmetry must not change: the energy before and after.
  case energyChanges(by: String, from: Double, to: Double)
  /// The canonical copy of a canonical copy lies elsewhere, at this distance.
  case notIdempotent(distance: Double)
  case canonicalNotFinite

  public var description: String {
    switch self {
    case .unequalUnits(let layer, let unit):
      "symmetry: hidden layer \(layer), unit \(unit) has another number of weights than unit 1"
    case .indexOutOfRange(let layer, let unit, let index, let dimension):
      "symmetry: hidden layer \(layer), unit \(unit) uses parameter \(index), "
        + "expected 0 to \(dimension - 1)"
    case .sharedParameter(let layer, let unit, let index):
      "symmetry: hidden layer \(layer), unit \(unit) uses parameter \(index), "
        + "which the layer has used already"
    case .shiftOutOfRange(let index, let dimension):
      "symmetry: a shift uses parameter \(index), expected 0 to \(dimension - 1)"
    case .particles(let particles, let space, let dimension):
      "symmetry \"rigid\": \(particles) particles in dimension \(space) have "
        + "\(particles * space) coordinates, the energy has \(dimension)"
    case .canonicalShape(let got, let dimension):
      "symmetry: the function must give a vector of \(dimension) numbers, got \(got)"
    case .energyChanges(let change, let from, let to):
      "symmetry: \(change) changes the energy, at a random point from \(from) to \(to)"
    case .notIdempotent(let distance):
      "symmetry: a canonical copy must be its own canonical copy; at a random point the second lies "
        + "\(distance) from the first"
    case .canonicalNotFinite:
      "symmetry: the canonical copy of a random point contains NaN or infinity"
    }
  }
}
