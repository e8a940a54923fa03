/// The steps of Adam (Kingma and Ba 2015) by which lines are optimized, with the decay that Xu et al. (2021) use.
package enum LineSteps {
  /// What moments keep of themselves, and what they take of a gradient.
  package static let first = (kept: 0.9, taken: 0.1)
  package static let second = (kept: 0.999, taken: 0.001)
  /// What keeps the quotient finite.
  package static let tiny = 1e-8
  /// Of the step size, from one step to the next.
  private static let decay = 0.98
  /// The part of a step that points of contact take, and what is left of it from one to the next. The best slope below a
  /// rectifier is often at an end of its range, which long steps find; the best point of contact is near the middle of
  /// its own, which they pass over: two fifths of the range in five steps, and a hundredth of it in the
  /// twentieth.
  private static let tangents = (size: 0.2, decay: 0.9)

  /// What belongs to the k-th step, from 0: the part that is left of the step size, and what the moments are divided
  /// by, since they begin at zero.
  package static func rates(_ step: Int) -> (size: Double, first: Double, second: Double) {
    (
      power(decay, step), 1 - power(first.kept, step + 1), 1 - power(second.kept, step + 1)
    )
  }

  /// The part of the k-th step that points of contact take.
  package static func ofTangents(_ step: Int) -> Double {
    tangents.size * power(tangents.decay, step)
  }

  /// By products, whose bits are the same everywhere.
  private static func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
