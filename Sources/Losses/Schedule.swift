import Foundation
import Settings

/// A number that changes from epoch to epoch, for the learning rate, a radius or the weight of a term.
public struct Schedule: Hashable, Sendable, CustomStringConvertible, Varying {
  public enum Curve: Hashable, Sendable {
    /// A straight line from one number to the other.
    case ramp(to: Double, epochs: Int)
    /// Half a period of the cosine (Loshchilov and Hutter 2017, eq. 5, without restarts).
    case cosine(to: Double, epochs: Int)
    /// Multiplied by the factor once in so many epochs.
    case step(factor: Double, every: Int)
  }

  public let start: Double
  public let curve: Curve

  public init(from start: Double, _ curve: Curve) {
    self.start = start
    self.curve = curve
  }

  /// The number in an epoch, counted from 1: the first has the start, and epoch `epochs` + 1 and all
  /// after it the end.
  public func value(epoch: Int) -> Double {
    let done = Double(max(epoch, 1) - 1)
    switch curve {
    case .ramp(let end, let epochs):
      let passed = min(done / Double(max(epochs, 1)), 1)
      return start * (1 - passed) + end * passed
    case .cosine(let end, let epochs):
      let passed = min(done / Double(max(epochs, 1)), 1)
      return end + (start - end) * (1 + cos(.pi * passed)) / 2
    case .step(let factor, let every):
      return start * pow(factor, (done / Double(max(every, 1))).rounded(.down))
    }
  }

  /// The number outside a training: the end, or the start where there is no end.
  public var rest: Double {
    switch curve {
    case .ramp(let end, _), .cosine(let end, _): end
    case .step: start
    }
  }

  /// The smallest number that it can give.
  public var least: Double {
    switch curve {
    case .ramp(let end, _), .cosine(let end, _): min(start, end)
    case .step: min(start, 0)
    }
  }

  /// The largest number that it can give.
  public var greatest: Double {
    switch curve {
    case .ramp(let end, _), .cosine(let end, _): max(start, end)
    case .step(let factor, _): factor <= 1 || start <= 0 ? max(start, 0) : .infinity
    }
  }

  /// The schedule whose numbers are those of this one times a factor.
  func scaled(by factor: Double) -> Schedule {
    switch curve {
    case .ramp(let end, let epochs):
      Schedule(from: start * factor, .ramp(to: end * factor, epochs: epochs))
    case .cosine(let end, let epochs):
      Schedule(from: start * factor, .cosine(to: end * factor, epochs: epochs))
    case .step: Schedule(from: start * factor, curve)
    }
  }

  public var description: String {
    switch curve {
    case .ramp(let end, let epochs): "optim.ramp(\(start), \(end), \(epochs))"
    case .cosine(let end, let epochs): "optim.cosine(\(start), \(end), \(epochs))"
    case .step(let factor, let every): "optim.step_decay(\(start), \(factor), \(every))"
    }
  }
}
