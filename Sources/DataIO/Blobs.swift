import Tensors

/// Normal clouds around random centers, one a class.
public struct Blobs: Sendable {
  /// Number of samples, shared evenly among the clouds; the first ones get what is left over.
  public var count: Int
  /// Number of clouds, which is the number of classes.
  public var centers: Int
  /// Number of features.
  public var features: Int
  /// Standard deviation of every cloud in every feature.
  public var deviation: Double

  public init(count: Int = 150, centers: Int = 3, features: Int = 2, deviation: Double = 1) {
    self.count = count
    self.centers = centers
    self.features = features
    self.deviation = deviation
  }

  /// The centers are uniform in [-10, 10) in each feature.
  ///
  /// - Throws: `DataError` for a number that is out of range, or fewer samples than centers.
  public func generate(seed: UInt64, dtype: DType = .float32) throws -> Dataset {
    for (what, number) in [("centers", centers), ("features", features)]
    where number < 1 || number > 100_000 {
      throw DataError.value(what: what, got: "\(number)", expected: "1 to 100000")
    }
    try requireCount(count, minimum: centers)
    try requireNoise(deviation)
    let room = try roomForSamples(count + centers, features: features)
    let middlesRoom = try MemoryClaim(8 * centers * features)
    defer { withExtendedLifetime((room, middlesRoom)) {} }
    var random = CounterRandom(seed: seed, stream: DataStream.generator)
    let middles = (0..<centers * features).map { _ in 10 * random.symmetric() }
    var values: [Double] = []
    var classes: [Int32] = []
    values.reserveCapacity(count * features)
    classes.reserveCapacity(count)
    for cloud in 0..<centers {
      for _ in 0..<(count / centers + (cloud < count % centers ? 1 : 0)) {
        for feature in 0..<features {
          values.append(middles[cloud * features + feature] + deviation * random.normal())
        }
        classes.append(Int32(cloud + 1))
      }
    }
    return try Dataset(
      source: Tensor(values, shape: Shape([count, features]), dtype: .float64), classes: classes,
      classNames: (1...centers).map { "blob \($0)" }, dtype: dtype)
  }
}
