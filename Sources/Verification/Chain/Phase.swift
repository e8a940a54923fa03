/// On which side of zero the input of a hidden neuron's ReLU is, in a part of a box.
struct Phase: Sendable {
  let layer: Int
  let neuron: Int
  /// Whether it is no less than zero; else it is no greater.
  let isActive: Bool
}
