import Tensors

/// Ways down from points where the gradient vanishes and that are no minima.
struct Escape {
  let options: QuenchOptions
  let evaluations: Evaluations

  /// The lower of the two points beside a saddle along a mixture of all its negative modes.
  ///
  /// All at once, each with a share of its own: one at a time, as many descents as modes would end at other saddles.
  func stepOff(
    _ saddle: StationaryPoint, _ here: Position, along modes: [[Double]], attempt: Int
  ) throws -> [Double] {
    let direction = mixture(of: modes, stream: UInt64(attempt))
    // Far enough that the slope there is above the descent's tolerance even on a soft mode.
    let visible = 10 * options.descent.tolerance / abs(saddle.lowestEigenvalue)
    let first = max(options.stepOff, min(1, visible))
    let length = first * Double(1 << min(attempt, 6))
    let (ahead, back) = (here.x.adding(length, direction), here.x.adding(-length, direction))
    let (energyAhead, energyBack) = (
      try evaluations.energy(ahead), try evaluations.energy(back)
    )
    // NaN is lower than nothing.
    return energyBack < energyAhead || energyAhead.isNaN ? back : ahead
  }

  /// A unit vector with a share of every mode between a half and one before it is scaled.
  private func mixture(of modes: [[Double]], stream: UInt64) -> [Double] {
    var random = CounterRandom(seed: 0x5374_6570, stream: stream)
    var sum = [Double](repeating: 0, count: modes[0].count)
    for mode in modes {
      let share = 0.5 + 0.5 * random.uniform()
      sum.add(random.uniform() < 0.5 ? -share : share, mode)
    }
    return sum.scaled(by: 1 / sum.length)
  }

  /// A lower point along flat modes, where the second derivatives say nothing; nil if the energy rises, or stays,
  /// along all that are tried: each of them, and mixtures.
  func lower(than here: Position, along modes: [[Double]]) throws -> [Double]? {
    guard !modes.isEmpty else { return nil }
    let directions = modes + (0..<4).map { mixture(of: modes, stream: 1000 + $0) }
    let fall = 1e-14 * max(1, abs(here.energy))
    var best: (x: [Double], energy: Double)?
    for length in [1e-3, 1e-2, 0.1, 0.3] {
      for direction in directions {
        for sign in [length, -length] {
          let x = here.x.adding(sign, direction)
          let energy = try evaluations.energy(x)
          if energy < here.energy - fall, energy < best?.energy ?? .infinity { best = (x, energy) }
        }
      }
    }
    return best?.x
  }

  /// Whether the energy falls for ever from here: along one of the directions, or outwards, or down the gradient,
  /// it never rises over fifteen doublings of the distance, and ends lower.
  func isUnbounded(from here: Position, along directions: [[Double]]) throws -> Bool {
    let reach = max(1, here.x.length)
    let down = here.gradient.scaled(by: -1)
    for direction in [here.x, down] + directions {
      let length = direction.length
      guard length > 0, length.isFinite else { continue }
      for sign in [1.0, -1.0] where try falls(from: here, direction, sign * reach / length) {
        return true
      }
    }
    return false
  }

  private func falls(from here: Position, _ direction: [Double], _ step: Double) throws -> Bool {
    var last = here.energy
    var distance = step
    for _ in 0..<15 {
      let energy = try evaluations.energy(here.x.adding(distance, direction))
      // False for NaN. Minus infinity lies lower than all.
      guard energy <= last else { return false }
      if energy == -.infinity { return true }
      last = energy
      distance *= 2
    }
    return last < here.energy - 1e-14 * abs(here.energy)
  }
}
