import Tensors

/// Whether a point that looks like a minimum lies in a bowl: what derivatives at the point itself cannot tell.
struct Bowl {
  let evaluations: Evaluations

  /// Whether the curvature of the softest mode is that of the neighbourhood in which the stationary point may lie.
  ///
  /// A gradient g leaves it open within |g| / mu along the mode. Beside an inflection or a flat point (x^3, x^4) the curvature
  /// vanishes within that distance, so that the gradient at a few times it is not what the Hessian foretells.
  func holds(
    around here: Position, modes: [[Double]], solve: ([Double]) -> [Double]
  ) throws -> Bool {
    let slope = here.gradient.projected(off: modes)
    guard slope.length > 0 else { return true }
    var mode = Lanczos.start(here.x.count, off: modes, stream: 1)
    // Not of one length: in one dimension they could be opposite.
    mode = mode.scaled(by: 1 / mode.length).adding(0.5, slope.scaled(by: 1 / slope.length))
    var curvature = 0.0
    for _ in 0..<8 {
      let next = solve(mode).projected(off: modes)
      guard next.length > 0, next.length.isFinite else { return false }
      curvature = mode.length / next.length
      mode = next.scaled(by: 1 / next.length)
    }
    let reach = 4 * slope.length / curvature
    // Where rounding of x itself is larger nothing can be seen, and nothing need be.
    guard reach > 4 * Double.ulpOfOne * max(1, here.x.largestMagnitude) else { return true }
    for side in [reach, -reach] {
      let there = try evaluations.position(here.x.adding(side, mode))
      let change = there.gradient.adding(-1, here.gradient).dot(mode)
      guard abs(change - curvature * side) <= 0.5 * curvature * reach else { return false }
    }
    return true
  }

  /// Whether no point close by is lower than rounding explains: beside a jump of the energy there is.
  func isLowest(_ here: Position) throws -> Bool {
    let noise = 1e-10 * max(1, abs(here.energy))
    for k in 0..<6 {
      var direction = Lanczos.start(here.x.count, off: [], stream: UInt64(2 + k))
      direction = direction.scaled(by: 1 / direction.length)
      for radius in [1e-6, -1e-6] {
        let there = try evaluations.energy(
          here.x.adding(radius * max(1, here.x.largestMagnitude), direction))
        if there < here.energy - noise || there.isNaN { return false }
      }
    }
    return true
  }
}
