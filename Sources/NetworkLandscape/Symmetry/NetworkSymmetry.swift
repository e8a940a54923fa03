import Landscape
import Layers
import Tensors

/// The symmetry of a network's loss.
enum NetworkSymmetry {
  /// Candidates follow from the layers: units (or channels) between layers with weights, at any depth of nesting
  /// and inside residual branches, with normalisations, pooling and functions without parameters between
  /// them; and shifts of the outputs. Each is tried on the surface itself, where the loss, its penalties and
  /// the network's running statistics have their say; exactly what does not hold there is left out.
  ///
  /// Not looked for: joint exchanges of the channels that a residual stream has in common, rotations between
  /// two linear layers with no function between them, families that trade a bias against the shift of a
  /// normalisation.
  static func find(
    _ network: Network, _ samples: Value, _ surface: any EnergySurface
  ) throws -> any Symmetry {
    var walk = UnitWalk(network)
    try walk.run(on: samples)
    let trial = try SymmetryTrial(surface)
    let layers = try walk.found.enumerated().flatMap { try trial.holding($1, level: $0) }
      .map { try trial.dividing($0, surface) }
    let shifts = try trial.shifts(walk.outputs)
    if layers.isEmpty, shifts.isEmpty { return NoSymmetry() }
    return UnitSymmetry(layers: layers, shifts: shifts)
  }
}
