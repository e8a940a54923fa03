import Tensors

/// What a user says of a symmetry is tried on the surface before it is relied on.
extension RigidSymmetry {
  /// - Throws: points of another number of coordinates; an energy that a random motion and permutation changes.
  public func check(on surface: any EnergySurface) throws {
    try validate(dimension: surface.dimension)
    let (n, d) = (particles, dimension)
    try SurfaceCheck(surface).run("a rigid motion or permutation of the particles") { x, random in
      let rotation = OrthogonalFit.decompose((0..<d * d).map { _ in random.normal() }, d).left
      let shift = (0..<d).map { _ in random.symmetric() }
      let order = Array(0..<n).shuffled(using: &random)
      let cluster = PointCluster(x, dimension: d)
      let image = turned(cluster, order, rotation)
      return image.indices.map { image[$0] + shift[$0 % d] }
    }
  }
}

extension FunctionSymmetry {
  /// - Throws: an energy that differs at a canonical copy; a canonical copy that is not its own.
  public func check(on surface: any EnergySurface) throws {
    try validate(dimension: surface.dimension)
    try SurfaceCheck(surface).run("taking the canonical copy") { x, _ in
      let copy = try canonical(x)
      guard copy.allSatisfy(\.isFinite) else { throw SymmetryError.canonicalNotFinite }
      let size = euclideanDistance(copy, copy.map { _ in 0 })
      let distance = euclideanDistance(copy, try canonical(copy))
      guard distance <= 1e-9 * max(1, size) else {
        throw SymmetryError.notIdempotent(distance: distance)
      }
      return copy
    }
  }
}

private struct SurfaceCheck {
  let surface: any EnergySurface

  init(_ surface: any EnergySurface) { self.surface = surface }

  /// Compares the energies of random points of several sizes and of their images, where they are finite.
  func run(
    _ change: String, _ image: ([Double], inout CounterRandom) throws -> [Double]
  ) throws {
    let evaluator = try surface.makeEvaluator()
    var random = CounterRandom(seed: 0, stream: 5)
    for scale in [0.3, 1, 1, 3] {
      let x = (0..<surface.dimension).map { _ in scale * random.symmetric() }
      var slope = x
      let before = try evaluator.energy(x, gradient: &slope)
      guard before.isFinite else { continue }
      let after = try evaluator.energy(image(x, &random), gradient: &slope)
      // Steep energies enlarge the rounding of coordinates.
      guard abs(before - after) <= 1e-8 * max(1, abs(before)) else {
        throw SymmetryError.energyChanges(by: change, from: before, to: after)
      }
    }
  }
}
