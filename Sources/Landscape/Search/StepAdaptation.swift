/// The step size that the chains of a search share: adapted to how many steps leave the minimum they began at.
///
/// Where most steps fall back, steps are too short; where nearly all lead elsewhere, they are longer than need be. (The
/// second of the two knobs of pele's adaptive step taking; the share of accepted steps says little where minima lie
/// closer together than the temperature.)
struct StepAdaptation: Codable, Sendable, Equatable {
  private(set) var size: Double
  private var tried = 0
  private var left = 0

  init(size: Double) { self.size = size }

  mutating func note(hasLeft: Bool, _ options: BasinHoppingOptions) {
    tried += 1
    if hasLeft { left += 1 }
    guard tried >= options.adaptationInterval else { return }
    if Double(left) < options.targetLeaving * Double(tried) {
      size = min(options.largestStepSize, size / options.adaptationFactor)
    } else {
      size *= options.adaptationFactor
    }
    tried = 0
    left = 0
  }
}
