import Foundation

/// Where one chain (of basin hopping, or a replica of tempering) stands.
struct ChainState: Sendable, Equatable {
  /// The next step; 0 is the quench of the start.
  var step = 0
  /// Empty until the first quench has ended.
  var x: [Double] = []
  /// Infinity until a quench has succeeded.
  var energy = Double.infinity

  /// Metropolis' rule: whether the end of a quench becomes the place of the chain.
  mutating func decide(
    _ outcome: QuenchTask.Outcome, isMinimum: Bool, temperature: Double
  ) -> Bool {
    step += 1
    guard let end = outcome.end else { return false }
    if x.isEmpty { x = end.x }
    // A chain may rest on a saddle; only an unfinished descent is no place to go on from.
    guard isMinimum || end.status == .converged else { return false }
    let rise = end.value - energy
    guard rise <= 0 || (temperature > 0 && outcome.draw < exp(-rise / temperature)) else {
      return false
    }
    x = end.x
    energy = end.value
    return true
  }

  /// As it is kept: step, energy, coordinates.
  var numbers: [Double] { [Double(step), energy] + x }

  init() {}

  init(_ numbers: [Double], dimension: Int) throws {
    guard numbers.count == 2 || numbers.count == 2 + dimension,
      let step = Int(exactly: numbers[0]), step >= 0, !numbers[1].isNaN,
      numbers[2...].allSatisfy(\.isFinite)
    else { throw SearchStateError(description: "a chain is not complete") }
    self.step = step
    energy = numbers[1]
    x = Array(numbers[2...])
  }
}
