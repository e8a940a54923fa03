/// A part of a box: inputs between two ends for which some hidden neurons are on a known side of a point.
struct Part: Sendable {
  var lower: [Double]
  var upper: [Double]
  var phases: [Phase] = []
  /// Bounds of the hidden neurons on a part that contains it.
  var inherited: HiddenBounds?
  /// What is sought is nowhere lower.
  var bound = -Double.infinity

  /// With a neuron on one more side. What is implied by it is forgotten.
  func decided(_ phase: Phase) -> [Phase] {
    phases.filter {
      $0.layer != phase.layer || $0.neuron != phase.neuron || $0.isActive != phase.isActive
    } + [phase]
  }

  /// The two parts that a cut leaves.
  func halves(_ split: PartRelaxation.Split, _ hidden: HiddenBounds?) -> [Part] {
    var half = self
    half.inherited = hidden
    switch split {
    case .input(let i):
      let middle = 0.5 * lower[i] + 0.5 * upper[i]
      var other = half
      half.upper[i] = middle
      other.lower[i] = middle
      return [half, other]
    case .neuron(let layer, let neuron, let point):
      return [false, true].map { isActive in
        half.phases = decided(
          Phase(layer: layer, neuron: neuron, isActive: isActive, point: point))
        return half
      }
    }
  }
}
