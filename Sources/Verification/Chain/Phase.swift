/// On which side of a point the input of a hidden neuron is, in a part of a box.
struct Phase: Sendable {
  let layer: Int
  let neuron: Int
  /// Whether it is no less than the point; else it is no greater.
  let isActive: Bool
  /// Where a rectifier bends; S-shaped neurons are split at other points as well.
  var point = 0.0
}
