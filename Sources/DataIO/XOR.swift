import Tensors

/// The corners of the unit square: class 2 where the coordinates differ, class 1 where they do not.
public struct XOR: Sendable {
  /// Number of samples, which go round the corners (0, 0), (0, 1), (1, 0), (1, 1).
  public var count: Int
  /// Standard deviation of the normal noise added to both coordinates.
  public var noise: Double

  public init(count: Int = 4, noise: Double = 0) {
    self.count = count
    self.noise = noise
  }

  /// - Throws: `DataError` for fewer than 4 samples or a noise that is not 0 or more.
  public func generate(seed: UInt64, dtype: DType = .float32) throws -> Dataset {
    try requireCount(count, minimum: 4)
    try requireNoise(noise)
    let room = try roomForSamples(count, features: 2)
    defer { withExtendedLifetime(room) {} }
    var random = CounterRandom(seed: seed, stream: DataStream.generator)
    var values: [Double] = []
    var classes: [Int32] = []
    values.reserveCapacity(2 * count)
    classes.reserveCapacity(count)
    for index in 0..<count {
      let (a, b) = (index / 2 % 2, index % 2)
      values += [Double(a) + noise * random.normal(), Double(b) + noise * random.normal()]
      classes.append(a == b ? 1 : 2)
    }
    return try Dataset(
      source: Tensor(values, shape: Shape([count, 2]), dtype: .float64), classes: classes,
      classNames: ["same", "different"], featureNames: ["a", "b"], dtype: dtype)
  }
}
