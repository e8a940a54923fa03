/// A line search for the strong Wolfe conditions with few evaluations (Moré and Thuente, ACM TOMS 20, 1994): while
/// nothing ends them, steps grow up to five times each; then an interval around a minimum shrinks, by interpolation,
/// to two thirds at least in two trials.
///
///     f(a) <= f(0) + c1 a f'(0)   and   |f'(a)| <= c2 |f'(0)|
struct MoreThuente {
  /// f(0) and f'(0), the latter negative.
  let value: Double
  let slope: Double
  /// Steps stay at or below it; at least 1.
  let longest: Double

  private static let decrease = 1e-3
  private static let curvature = 0.9
  private static let trials = 20
  /// An interval that is shorter than this times its upper end is done.
  private static let narrowest = 0.1
  /// By how much values differ that are equal but for rounding, relative to them.
  private static let rounding = 1e-15

  /// - Parameter evaluate: f and f' at a step; infinity where f is not finite. The last step that it was given is
  ///   the one chosen.
  /// - Returns: whether a step was found that lowers f as the first condition asks. Where f falls for ever it is the
  ///   longest that was tried.
  func run(_ evaluate: (Double) throws -> (value: Double, slope: Double)) throws -> Bool {
    guard slope < 0 else { return false }
    let least = MoreThuente.decrease * slope
    var interval = StepInterval(StepTrial(step: 0, value: value, slope: slope))
    // Until a step is low enough and f rises there, the interval is one of f(a) - c1 a f'(0).
    var isFirstStage = true
    var widths = (now: longest, before: 2 * longest)
    var range = 0.0...5.0
    var step = 1.0
    for _ in 0..<MoreThuente.trials {
      let found = try evaluate(step)
      let trial = StepTrial(step: step, value: found.value, slope: found.slope)
      let isLowEnough = trial.value <= value + step * least
      // Where rounding hides whether f falls, its slope tells.
      let isLevel = trial.value <= value + MoreThuente.rounding * abs(value)
      if isLowEnough || isLevel, abs(trial.slope) <= -MoreThuente.curvature * slope { return true }
      if isLowEnough, step >= longest, trial.slope <= least { return true }
      if isDone(interval, step, range) { return isLowEnough }
      if isLowEnough, trial.slope >= 0 { isFirstStage = false }

      let isTilted = isFirstStage && !isLowEnough && trial.value <= interval.low.value
      step = interval.narrow(by: trial, tilt: isTilted ? least : 0, within: range)
      if interval.isBracket {
        if interval.width >= 0.66 * widths.before { step = interval.middle }
        widths = (interval.width, widths.now)
        range = interval.ends
      } else {
        let stride = step - interval.low.step
        range = step + 1.1 * stride...step + 4 * stride
      }
      step = min(step, longest)
      if isDone(interval, step, range) { step = interval.low.step }
    }
    guard !interval.isBracket else { return false }
    return try evaluate(interval.low.step).value.isFinite
  }

  /// Whether an interval holds no further step.
  private func isDone(
    _ interval: StepInterval, _ step: Double, _ range: ClosedRange<Double>
  ) -> Bool {
    interval.isBracket
      && (step <= range.lowerBound || step >= range.upperBound
        || interval.width <= MoreThuente.narrowest * range.upperBound)
  }
}

/// A step along a direction, with the value and the slope there.
struct StepTrial {
  var step: Double
  var value: Double
  var slope: Double

  /// Those of f(a) - a m.
  func tilted(by m: Double) -> StepTrial {
    StepTrial(step: step, value: value - step * m, slope: slope - m)
  }
}
