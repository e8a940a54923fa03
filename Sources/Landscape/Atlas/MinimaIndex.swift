import Optimizers

/// Minima in memory, in order of energy, for finding duplicates.
///
/// Two minima are one if their energies differ by less than `energyTolerance` x max(1, |E|) and
/// their distance, after alignment by the symmetry, is below `distanceTolerance`. After Newton's
/// method energies are good to rounding and coordinates to 1e-12 over the softest eigenvalue, so
/// both windows are wide against errors and narrow against real differences: 1e-8 and 1e-3.
struct MinimaIndex: Sendable {
  struct Entry: Sendable {
    var id: Int
    var energy: Double
    var x: [Double]
    var lowestEigenvalue: Double
  }

  let symmetry: any Symmetry
  let energyTolerance: Double
  let distanceTolerance: Double
  /// Ascending in energy; equal energies in the order of insertion.
  private(set) var entries: [Entry] = []

  init(symmetry: any Symmetry, energyTolerance: Double, distanceTolerance: Double) {
    self.symmetry = symmetry
    self.energyTolerance = energyTolerance
    self.distanceTolerance = distanceTolerance
  }

  func emptyCopy() -> MinimaIndex {
    MinimaIndex(
      symmetry: symmetry, energyTolerance: energyTolerance, distanceTolerance: distanceTolerance)
  }

  var count: Int { entries.count }
  var lowestEnergy: Double? { entries.first?.energy }

  mutating func insert(_ entry: Entry) {
    // After all entries of the same energy.
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].energy <= entry.energy { low = middle + 1 } else { high = middle }
    }
    entries.insert(entry, at: low)
  }

  /// The minimum that a polished point is, if it is known.
  func find(x: [Double], energy: Double) -> Int? {
    nearest(x, energy: energy) { _ in (energyTolerance, distanceTolerance) }
  }

  /// The minimum that the end of a loose descent will polish to, if that is beyond doubt.
  ///
  /// Around a minimum whose lowest eigenvalue is mu, a gradient g means a distance of at most
  /// |g| / mu and an energy of at most |g|^2 / 2 mu above it. The windows are widened by twice
  /// that, but never beyond 10 and 100 times: further off, the descent has to be polished.
  func screen(_ descended: LBFGS.Result) -> Int? {
    let slope = descended.gradientNorm * Double(descended.x.count).squareRoot()
    return nearest(descended.x, energy: descended.value) { entry in
      let mu = entry.lowestEigenvalue
      let wideEnergy = mu > 0 ? slope * slope / mu : 0
      let wideDistance = mu > 0 ? 2 * slope / mu : 0
      return (
        max(energyTolerance, min(100 * energyTolerance, wideEnergy)),
        max(distanceTolerance, min(10 * distanceTolerance, wideDistance))
      )
    }
  }

  private func nearest(
    _ x: [Double], energy: Double, window: (Entry) -> (energy: Double, distance: Double)
  ) -> Int? {
    let scale = max(1, abs(energy))
    let widest = 100 * energyTolerance * scale
    var best: (id: Int, distance: Double)?
    var position = firstPosition(above: energy - widest)
    while position < entries.count, entries[position].energy <= energy + widest {
      let entry = entries[position]
      position += 1
      let allowed = window(entry)
      guard abs(entry.energy - energy) <= allowed.energy * scale else { continue }
      let distance = symmetry.distance(entry.x, x)
      if distance <= allowed.distance, distance < best?.distance ?? .infinity {
        best = (entry.id, distance)
      }
    }
    return best?.id
  }

  private func firstPosition(above energy: Double) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].energy < energy { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension MinimaIndex.Entry {
  init(id: Int, point: StationaryPoint) {
    self.init(
      id: id, energy: point.energy, x: point.x, lowestEigenvalue: point.lowestEigenvalue)
  }
}
