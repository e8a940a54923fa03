import Tensors

/// One of the two ways down from a transition state.
package struct DownhillPath: Sendable {
  /// Points from beside the transition state on, with their energies.
  package var points: [(x: [Double], energy: Double)]
  /// Stationary points in between that were left along their lowest mode: those of symmetric subspaces, out of which
  /// steepest descent does not lead.
  package var nonGeneric = 0
  /// Where a descent may take over, in the bowl of the minimum; nil: the way does not lead to one.
  package var end: [Double]?
}

extension SaddleFinder {
  private static let stepOffs = 6

  /// Down from beside a transition state, ahead along its mode or backwards.
  package func wayDown(
    from saddle: StationaryPoint, mode: [Double], isAhead: Bool
  ) throws -> DownhillPath {
    let direction = isAhead ? mode : mode.scaled(by: -1)
    var path = DownhillPath(points: [])
    guard var here = try beside(saddle.x, saddle.energy, direction, saddle.lowestEigenvalue) else {
      return path
    }
    guard saddle.x.count <= SaddleFinder.pathLimit else {
      // No spectrum is made of large Hessians; short steps of a descent take its place.
      path.points.append((here.x, here.energy))
      path.end = here.x
      return path
    }
    let descent = SteepestDescent(options: options, symmetry: symmetry, evaluations: evaluations)
    while true {
      let stretch = try descent.follow(from: here)
      path.points += stretch.points.map { ($0.x, $0.energy) }
      guard let last = stretch.points.last else { return path }
      switch stretch.end {
      case .bowl:
        path.end = last.x
        return path
      case .tooLong:
        path.end = last.x
        return path
      case .blocked:
        // A descent from here would go over a jump; at a kink it ends.
        path.end = hasKinks ? last.x : nil
        return path
      case .notFinite: return path
      case .saddle(let mode):
        path.nonGeneric += 1
        guard path.nonGeneric <= SaddleFinder.stepOffs,
          let next = try lower(last, along: mode)
        else { return path }
        here = next
      }
    }
  }

  /// Above so many coordinates paths are descents.
  private static let pathLimit = 500

  /// A little down along the mode, far enough that the fall shows.
  private func beside(
    _ x: [Double], _ energy: Double, _ direction: [Double], _ curvature: Double
  ) throws -> Position? {
    var push = max(1e-3, (1e-9 / max(1e-12, abs(curvature))).squareRoot())
    for _ in 0..<8 {
      let there = try evaluations.position(x.adding(push, direction))
      if there.isFinite, there.energy < energy { return there }
      push *= 2
    }
    return nil
  }

  /// To the lower side of a stationary point; where both are images of each other, ahead.
  private func lower(_ here: Position, along mode: [Double]) throws -> Position? {
    let ahead = try beside(here.x, here.energy, mode, 1e-4)
    let back = try beside(here.x, here.energy, mode.scaled(by: -1), 1e-4)
    guard let ahead else { return back }
    guard let back, back.energy < ahead.energy - 1e-13 * abs(ahead.energy) else { return ahead }
    return back
  }
}
