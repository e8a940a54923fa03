import Foundation
import Tensors

/// One search for a transition state: where it begins is drawn by the task itself.
package struct SaddleTask: SearchTask {
  package let origin: SearchOrigin
  let random: CounterRandom
  /// The minimum that is left.
  let minimum: Int
  /// The newest point that the task may know.
  let newest: Int
  let activationStep: Double

  /// Directions of a minimum: every fourth is drawn from all, not from the soft ones only.
  private static let soft = 40

  package func perform(by worker: SearchWorker) throws -> SaddleResult {
    var random = random
    guard let saddles = worker.saddles else { return SaddleResult(content: .failed(.maxSteps)) }
    // Where another process stores points as well, a number may have become that of none.
    guard let x = try? saddles.coordinates(of: minimum) else {
      return SaddleResult(content: .failed(.bowl))
    }
    let step = activationStep * exp2(2 * random.uniform() - 1)
    let kind = random.uniform()
    if kind < 0.7 {
      // Anywhere: most saddles lie nowhere near the way out of a bowl.
      let scale = 0.5 * exp2(3 * random.uniform())
      return try worker.saddle(
        from: x.map { _ in scale * random.symmetric() }, .anywhere, newest: newest)
    }
    if kind < 0.8, let modes = try saddles.modes(of: minimum), !modes.isEmpty {
      // Softest modes lead to the lowest saddles most of the time.
      let count = random.uniform() < 0.25 ? modes.count : min(SaddleTask.soft, modes.count)
      let mode = modes[min(count - 1, Int(random.uniform() * Double(count)))]
      let direction = random.uniform() < 0.5 ? mode : mode.scaled(by: -1)
      return try worker.saddle(from: x, .bowl(along: direction, step: step), newest: newest)
    }
    let direction = x.map { _ in random.normal() }
    if kind < 0.9 {
      return try worker.saddle(from: x, .bowl(along: direction, step: step), newest: newest)
    }
    // Out of the bowl, a little or far.
    let far = 0.1 * exp2(4 * random.uniform())
    return try worker.saddle(from: x.adding(far, direction), .anywhere, newest: newest)
  }
}
