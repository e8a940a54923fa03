/// What is known of one sample, and by which methods.
struct SampleBracket {
  let isRight: Bool
  /// Beyond this radius there are no valid inputs.
  private let reach: Double
  private(set) var certified = 0.0
  private(set) var attacked = Double.infinity
  private var certificates: [(radius: Double, by: RobustnessBracket.Method)] = []
  private var successes: [(radius: Double, by: RobustnessBracket.Method)] = []
  /// Seconds that were spent on it.
  var seconds = 0.0

  init(isRight: Bool, reach: Double) {
    self.isRight = isRight
    self.reach = reach
    if !isRight { attacked = 0 }
  }

  mutating func certify(_ radius: Double, by method: RobustnessBracket.Method) {
    let radius = radius >= reach ? .infinity : radius
    guard radius > certified else { return }
    certified = radius
    certificates.append((radius, method))
  }

  mutating func attack(_ radius: Double, by method: RobustnessBracket.Method) {
    guard radius < attacked else { return }
    attacked = radius
    successes.append((radius, method))
  }

  /// Whether certificate and attack are as near to one another as is asked.
  func isNarrow(_ tolerance: Double) -> Bool { attacked <= certified * (1 + tolerance) }

  /// Whether nothing is open at the radii, and the radii themselves are known to the tolerance.
  func isDecided(_ radii: [Double], _ tolerance: Double) -> Bool {
    !isRight || (isNarrow(tolerance) && radii.allSatisfy { !isOpen($0) })
  }

  func isOpen(_ radius: Double) -> Bool { radius > certified && radius < attacked }

  /// What decided the sample.
  func method(_ radii: [Double], _ tolerance: Double) -> RobustnessBracket.Method? {
    guard isRight else { return .clean }
    guard !radii.isEmpty else {
      let last = [certificates.last?.by, successes.last?.by].compactMap { $0 }.max()
      return isNarrow(tolerance) ? last : nil
    }
    guard !radii.contains(where: isOpen) else { return nil }
    return radii.compactMap { radius in
      radius < attacked
        ? certificates.first { $0.radius >= radius }?.by
        : successes.first { $0.radius <= radius }?.by
    }.max()
  }
}
