import Optimizers

/// When two points are one.
///
/// Two stationary points are one if their energies differ by less than `energyTolerance` x max(1, |E|) and their
/// distance, after alignment by the symmetry, is below `distanceTolerance`. After Newton's method energies are good
/// to rounding and coordinates to 1e-12 over the softest eigenvalue, so both windows are wide against errors and narrow
/// against real differences: 1e-8 and 1e-3. Never by energy alone: symmetric data make minima of equal energy that are not
/// images of each other.
package struct PointIdentity: Sendable {
  package let symmetry: any Symmetry
  package let energyTolerance: Double
  package let distanceTolerance: Double

  package init(symmetry: any Symmetry, energyTolerance: Double, distanceTolerance: Double) {
    self.symmetry = symmetry
    self.energyTolerance = energyTolerance
    self.distanceTolerance = distanceTolerance
  }

  /// How far, at most, the end of a loose descent may lie from the minimum that it is taken for.
  private static let loose = (energy: 1000.0, distance: 50.0)

  /// Points that a polished one may be.
  func candidates(
    energy: Double, invariants: SymmetryInvariants, in index: PointIndex
  ) -> [PointIndex.Entry] {
    index.candidates(
      energy: energy, window: energyTolerance * max(1, abs(energy)), invariants: invariants,
      distance: distanceTolerance)
  }

  /// The nearest of them, if it is near enough to be the same.
  func nearest(
    _ candidates: [PointIndex.Entry], to x: [Double], coordinates: (Int) throws -> [Double]
  ) rethrows -> Int? {
    var best: (id: Int, distance: Double)?
    for candidate in candidates {
      let limit = best?.distance ?? distanceTolerance
      if let distance = symmetry.distance(try coordinates(candidate.id), x, within: limit),
        best == nil || distance < limit
      {
        best = (candidate.id, distance)
      }
    }
    return best?.id
  }

  /// Points in whose bowl the end of a descent may lie, of which `x` is the representative.
  func candidates(
    for end: LBFGS.Result, at x: [Double], in index: PointIndex
  ) -> [PointIndex.Entry] {
    index.candidates(
      energy: end.value,
      window: PointIdentity.loose.energy * energyTolerance * max(1, abs(end.value)),
      invariants: symmetry.invariants(of: x),
      distance: PointIdentity.loose.distance * distanceTolerance)
  }

  /// Whether the end of a loose descent, of which `x` is the representative, lies beyond doubt in the bowl of a known
  /// minimum.
  ///
  /// There E(x) - E(m) = g . (x - m) / 2 up to terms of third order, whatever the Hessian: the energy above the minimum, the
  /// slope and the displacement have to fit each other. Failing that, the windows are those which the softest mode
  /// mu allows: |g| / mu in distance, |g|^2 / mu in energy.
  func belongs(
    _ end: LBFGS.Result, at x: [Double], to entry: PointIndex.Entry, minimum: [Double]
  ) -> Bool {
    let scale = max(1, abs(end.value))
    let widest = PointIdentity.loose.distance * distanceTolerance
    guard symmetry.distance(x, minimum, within: widest) != nil else { return false }
    let image = symmetry.aligned(minimum, to: x)
    guard image.count == x.count else { return false }
    var (square, work) = (0.0, 0.0)
    for i in image.indices {
      let step = x[i] - image[i]
      square += step * step
      work += end.gradient[i] * step
    }
    let distance = square.squareRoot()
    let rise = end.value - entry.energy
    guard distance <= widest else { return false }
    if abs(rise) <= energyTolerance * scale, distance <= distanceTolerance { return true }
    // What rounding leaves of energies.
    let noise = 1e-13 * scale
    if work > 0, abs(rise - work / 2) <= 0.2 * work / 2 + noise { return true }
    let mu = Double(entry.lowestEigenvalue)
    guard mu > 0 else { return false }
    let slope = end.gradientNorm * Double(end.x.count).squareRoot()
    return distance <= 10 * distanceTolerance
      && abs(rise) <= min(100 * energyTolerance, slope * slope / mu) * scale
      && distance <= 2 * slope / mu
  }
}
