import Regions

/// The largest radius at which something is certified, of many samples at once, by bisection. What is
/// returned was certified itself, so that nothing depends on larger balls being harder.
public struct RadiusSearch: Sendable {
  /// The largest radius that is asked for.
  public var largest: Double
  /// How far a sample's radius may be below one at which it was not certified.
  public var tolerance: Double

  /// - Throws: a largest radius or tolerance that is not positive and finite.
  public init(largest: Double = 1, tolerance: Double = 1e-4) throws {
    for value in [largest, tolerance] where !(value > 0 && value.isFinite) {
      throw Ball.Failure.epsilon(value)
    }
    self.largest = largest
    self.tolerance = tolerance
  }

  /// The number of questions at most: one at the largest radius, and one for each halving.
  public var questions: Int {
    var (count, width) = (1, largest)
    while width > tolerance {
      width /= 2
      count += 1
    }
    return count
  }

  /// - Parameters:
  ///   - certified: whether each sample is certified at its radius.
  /// - Returns: each sample's radius; 0 for those that are certified nowhere.
  public func callAsFunction(
    samples: Int, certified: (_ radii: [Double]) throws -> [Bool]
  ) rethrows -> [Double] {
    var low = [Double](repeating: 0, count: samples)
    var high = [Double](repeating: largest, count: samples)
    var isOpen = try certified(high).map { !$0 }
    for k in low.indices where !isOpen[k] { low[k] = largest }
    for _ in 1..<max(questions, 1) {
      guard isOpen.contains(true) else { break }
      let middle = low.indices.map { isOpen[$0] ? low[$0] / 2 + high[$0] / 2 : low[$0] }
      for (k, isCertified) in try certified(middle).enumerated() where isOpen[k] {
        if isCertified { low[k] = middle[k] } else { high[k] = middle[k] }
        isOpen[k] = high[k] - low[k] > tolerance
      }
    }
    return low
  }
}
