/// A line search for the strong Wolfe conditions,
///
///     f(a) <= f(0) + c1 a f'(0)   and   |f'(a)| <= c2 |f'(0)|,
///
/// by bracketing and cubic interpolation (Nocedal and Wright 2006, algorithms 3.5 and 3.6).
struct StrongWolfe {
  /// f(0) and f'(0), the latter negative.
  let value: Double
  let slope: Double
  /// Steps stay at or below it; at least 1.
  let longest: Double

  private static let decrease = 1e-4
  private static let curvature = 0.9
  private static let trials = 20

  private struct Trial {
    var step: Double
    var value: Double
    var slope: Double
  }

  /// - Parameter evaluate: f and f' at a step; infinity where f is not finite. The last step that it was given is
  ///   the one chosen.
  /// - Returns: whether a step was found: one that satisfies both conditions, or the first alone if it is the
  ///   longest that is allowed or the interval has shrunk to rounding.
  func run(_ evaluate: (Double) throws -> (value: Double, slope: Double)) throws -> Bool {
    guard slope < 0 else { return false }
    var low = Trial(step: 0, value: value, slope: slope)
    var high: Trial?
    var step = 1.0
    for _ in 0..<StrongWolfe.trials {
      let found = try evaluate(step)
      let trial = Trial(step: step, value: found.value, slope: found.slope)
      if isTooHigh(trial, above: low) {
        high = trial
      } else {
        if abs(trial.slope) <= -StrongWolfe.curvature * slope { return true }
        if let end = high {
          // The minimum lies between the new lowest point and whichever end its slope points to.
          if trial.slope * (end.step - trial.step) >= 0 { high = low }
        } else if trial.slope >= 0 {
          high = low
        } else if step >= longest {
          return true
        }
        low = trial
      }
      guard let end = high else {
        step = min(longest, 2 * step)
        continue
      }
      let width = abs(end.step - low.step)
      if width <= 1e-12 * max(low.step, end.step) { break }
      step = interpolated(low, end)
    }
    // Both conditions were out of reach: the lowest step of those that lower the value.
    guard low.step > 0 else { return false }
    return try evaluate(low.step).value.isFinite
  }

  private func isTooHigh(_ trial: Trial, above low: Trial) -> Bool {
    !(trial.value <= value + StrongWolfe.decrease * trial.step * slope) || trial.value >= low.value
  }

  /// The minimum of the cubic through both ends and their slopes, kept off the ends.
  private func interpolated(_ a: Trial, _ b: Trial) -> Double {
    let middle = (a.step + b.step) / 2
    guard b.value.isFinite else { return a.step + 0.1 * (b.step - a.step) }
    let d = a.slope + b.slope - 3 * (a.value - b.value) / (a.step - b.step)
    let square = d * d - a.slope * b.slope
    guard square >= 0 else { return middle }
    let root = (b.step > a.step ? 1.0 : -1.0) * square.squareRoot()
    let minimum =
      b.step - (b.step - a.step) * (b.slope + root - d) / (b.slope - a.slope + 2 * root)
    let (left, right) = (min(a.step, b.step), max(a.step, b.step))
    let margin = 0.1 * (right - left)
    guard minimum > left + margin, minimum < right - margin else {
      return minimum.isNaN
        ? middle : min(max(minimum, left + margin), right - margin)
    }
    return minimum
  }
}
