import Foundation
import Tensors

/// Two interleaving half circles in the plane, one a class.
///
///     class 1: (cos t, sin t)          class 2: (1 - cos t, 1/2 - sin t)      t evenly in [0, pi]
public struct TwoMoons: Sendable {
  /// Number of samples; class 1 has `count / 2` of them.
  public var count: Int
  /// Standard deviation of the normal noise added to both coordinates.
  public var noise: Double

  public init(count: Int = 200, noise: Double = 0.1) {
    self.count = count
    self.noise = noise
  }

  /// - Throws: `DataError` for fewer than 2 samples or a noise that is not 0 or more.
  public func generate(seed: UInt64, dtype: DType = .float32) throws -> Dataset {
    try requireCount(count, minimum: 2)
    try requireNoise(noise)
    let room = try roomForSamples(count, features: 2)
    defer { withExtendedLifetime(room) {} }
    var random = CounterRandom(seed: seed, stream: DataStream.generator)
    let upper = count / 2
    var values: [Double] = []
    var classes: [Int32] = []
    values.reserveCapacity(2 * count)
    classes.reserveCapacity(count)
    for index in 0..<count {
      let (place, moon) = index < upper ? (index, upper) : (index - upper, count - upper)
      let t = moon > 1 ? Double.pi * Double(place) / Double(moon - 1) : 0
      let (x, y) = index < upper ? (cos(t), sin(t)) : (1 - cos(t), 0.5 - sin(t))
      values += [x + noise * random.normal(), y + noise * random.normal()]
      classes.append(index < upper ? 1 : 2)
    }
    return try Dataset(
      source: Tensor(values, shape: Shape([count, 2]), dtype: .float64), classes: classes,
      classNames: ["upper", "lower"], featureNames: ["x", "y"], dtype: dtype)
  }
}

/// Numbers of samples that generators make: beyond, a typing error is likelier than a wish.
func requireCount(_ count: Int, minimum: Int) throws {
  guard count >= minimum, count <= 100_000_000 else {
    throw DataError.value(what: "n", got: "\(count)", expected: "\(minimum) to 100000000")
  }
}

/// Claims what a generator holds while it makes so many samples: numbers and a class each.
func roomForSamples(_ count: Int, features: Int) throws -> MemoryClaim {
  let claim = MemoryClaim()
  try claim.grow(toItems: count, of: 8 * features + 4)
  return claim
}

func requireNoise(_ noise: Double) throws {
  guard noise >= 0, noise.isFinite else {
    throw DataError.value(what: "noise", got: "\(noise)", expected: "0 or more")
  }
}
