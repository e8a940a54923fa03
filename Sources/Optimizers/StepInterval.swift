/// The steps between which a line search looks for a minimum: the lowest so far, and one beyond the minimum once
/// there is one.
struct StepInterval {
  private(set) var low: StepTrial
  private(set) var other: StepTrial
  /// Whether a minimum lies between the two.
  private(set) var isBracket = false

  init(_ start: StepTrial) { (low, other) = (start, start) }

  var width: Double { abs(other.step - low.step) }
  var middle: Double { low.step + 0.5 * (other.step - low.step) }
  var ends: ClosedRange<Double> { min(low.step, other.step)...max(low.step, other.step) }

  /// Takes a trial as an end of the interval, and gives the step to be tried next (Moré and Thuente 1994, section 4).
  ///
  /// - Parameters:
  ///   - tilt: of f(a) - a m, whose minimum is looked for, m.
  ///   - range: where steps may lie while there is no bracket.
  mutating func narrow(
    by trial: StepTrial, tilt: Double, within range: ClosedRange<Double>
  ) -> Double {
    let (a, b, t) = (low.tilted(by: tilt), other.tilted(by: tilt), trial.tilted(by: tilt))
    let turns = a.slope * t.slope < 0
    let cubic = Cubic(a, t)
    var next: Double
    if !(t.value <= a.value) {
      isBracket = true
      next = t.value.isFinite ? cubic.betweenHigher : a.step + 0.1 * (t.step - a.step)
    } else if turns {
      isBracket = true
      let secant = cubic.secant
      // The cubic where it stays closer to the lower end, else the secant.
      next = abs(cubic.minimum - t.step) > abs(secant - t.step) ? cubic.minimum : secant
    } else if abs(t.slope) < abs(a.slope) {
      let secant = cubic.secant
      let beyond = cubic.beyond ?? (t.step > a.step ? range.upperBound : range.lowerBound)
      if isBracket {
        next = abs(beyond - t.step) < abs(secant - t.step) ? beyond : secant
        let limit = t.step + 0.66 * (b.step - t.step)
        next = t.step > a.step ? min(limit, next) : max(limit, next)
      } else {
        next = abs(beyond - t.step) > abs(secant - t.step) ? beyond : secant
        next = min(max(next, range.lowerBound), range.upperBound)
      }
    } else if isBracket {
      next = b.value.isFinite ? Cubic(b, t).minimum : t.step + 0.1 * (b.step - t.step)
    } else {
      next = t.step > a.step ? range.upperBound : range.lowerBound
    }
    if !(t.value <= a.value) {
      other = trial
    } else {
      if turns { other = low }
      low = trial
    }
    return next.isFinite ? next : middle
  }
}

/// The cubic through two trials with their slopes.
private struct Cubic {
  private let a: StepTrial
  private let t: StepTrial
  /// The slope in the middle, but for a factor, and the root of the discriminant, with the sign of t - a.
  private let theta: Double
  private let gamma: Double
  /// Whether the cubic has a minimum.
  private let hasMinimum: Bool

  init(_ a: StepTrial, _ t: StepTrial) {
    (self.a, self.t) = (a, t)
    theta = 3 * (a.value - t.value) / (t.step - a.step) + a.slope + t.slope
    let scale = max(abs(theta), abs(a.slope), abs(t.slope))
    let square = (theta / scale) * (theta / scale) - (a.slope / scale) * (t.slope / scale)
    hasMinimum = square > 0
    gamma = scale * max(square, 0).squareRoot() * (t.step < a.step ? -1 : 1)
  }

  /// Its minimum, seen from t.
  var minimum: Double {
    let ratio = (theta - gamma - t.slope) / (a.slope - gamma - t.slope - gamma)
    return t.step + ratio * (a.step - t.step)
  }

  /// Its minimum where that lies beyond t.
  var beyond: Double? {
    let ratio = (theta - gamma - t.slope) / ((a.slope - t.slope) - gamma - gamma)
    return ratio < 0 && hasMinimum ? t.step + ratio * (a.step - t.step) : nil
  }

  /// Where the slopes' straight line is zero.
  var secant: Double { t.step + t.slope / (t.slope - a.slope) * (a.step - t.step) }

  /// Between a and a higher t: its minimum, or half way from it to that of the parabola through both values and
  /// the slope at a, if that is farther.
  var betweenHigher: Double {
    let ratio = (gamma - a.slope + theta) / (gamma - a.slope + gamma + t.slope)
    let minimum = a.step + ratio * (t.step - a.step)
    let fall = (a.value - t.value) / (t.step - a.step) + a.slope
    let parabola = a.step + a.slope / fall / 2 * (t.step - a.step)
    return abs(minimum - a.step) < abs(parabola - a.step)
      ? minimum : minimum + (parabola - minimum) / 2
  }
}
