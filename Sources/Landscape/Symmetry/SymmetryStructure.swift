import Foundation

/// A symmetry as data: what an atlas keeps so that its points can be compared without the network or the energy of which they
/// are.
package enum SymmetryStructure: Codable, Equatable {
  case none
  case rigid(particles: Int, dimension: Int)
  case units(layers: [HiddenLayer], shifts: [[Int]])

  /// nil for a symmetry that is code, such as a function of a script.
  package init?(_ symmetry: any Symmetry) {
    switch symmetry {
    case is NoSymmetry: self = .none
    case let rigid as RigidSymmetry:
      self = .rigid(particles: rigid.particles, dimension: rigid.dimension)
    case let units as UnitSymmetry: self = .units(layers: units.layers, shifts: units.shifts)
    default: return nil
    }
  }

  package var symmetry: any Symmetry {
    switch self {
    case .none: NoSymmetry()
    case .rigid(let particles, let dimension):
      RigidSymmetry(particles: particles, dimension: dimension)
    case .units(let layers, let shifts): UnitSymmetry(layers: layers, shifts: shifts)
    }
  }

  package var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// nil: the text is none of this kind.
  package init?(text: String) {
    guard let structure = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else {
      return nil
    }
    self = structure
  }

  /// From the words of an atlas that keeps nothing else, where they say all.
  package init?(summary: String) {
    if summary == NoSymmetry().summary {
      self = .none
      return
    }
    let numbers = summary.split(separator: " ").compactMap { Int($0) }
    guard numbers.count == 2 else { return nil }
    let rigid = RigidSymmetry(particles: numbers[0], dimension: numbers[1])
    guard rigid.summary == summary else { return nil }
    self = .rigid(particles: rigid.particles, dimension: rigid.dimension)
  }
}
