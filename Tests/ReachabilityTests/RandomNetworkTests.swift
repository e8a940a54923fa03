import Layers
import Reachability
import Regions
import Tensors
import TestSupport
import Testing

/// Sampled outputs of random networks lie inside, in every domain: all layers and activations, both
/// precisions, sets with sides of width zero, from tiny ones to those that reach every branch.
@Suite struct RandomNetworkTests {
  private static let rows = 3
  /// Points of each set; a third of them corners.
  private static let samples = 3400

  @Test(arguments: 0..<100) func sampledOutputsLieInside(_ seed: Int) throws {
    let dtype: DType = seed % 2 == 0 ? .float64 : .float32
    let drawn = try RandomNetwork(seed: seed, dtype: dtype)
    let set = try Self.set(drawn, dtype, seed)
    let outputs = try drawn.network(Self.points(set, seed))
    let size = outputs.shape.count / (Self.samples * Self.rows)
    let cloud = try outputs.reshaped(to: Shape([Self.samples, Self.rows, size]))
    let (lowest, highest) = (try cloud.min([0]).tensor(), try cloud.max([0]).tensor())
    for options in Self.options {
      let image = try set.image({ try drawn.network($0) }, options)
      let (lower, upper) = (try image.lower.tensor(), try image.upper.tensor())
      // Without outward rounding bounds are as good as the arithmetic.
      let precision = dtype == .float64 ? 1e-11 : 1e-4
      for k in 0..<lower.count {
        let slack = precision * (1 + max(abs(lower[k]), abs(upper[k])))
        #expect(
          lowest[k] >= lower[k] - slack && highest[k] <= upper[k] + slack,
          "\(options.domain.description): [\(lower[k]), \(upper[k])], \(drawn.network.layers)")
      }
    }
  }

  private static var options: [BoundOptions] {
    everyDomain.flatMap { domain in
      guard domain is ZonotopeDomain else { return [BoundOptions(domain, iterations: 3)] }
      return Slope.allCases.map { BoundOptions(ZonotopeDomain(slope: $0)) }
    }
  }

  /// Boxes around random points; one feature in three is fixed, and so is the whole first row.
  private static func set(_ drawn: RandomNetwork, _ dtype: DType, _ seed: Int) throws -> Box {
    var random = CounterRandom(seed: UInt64(seed), stream: 2)
    let shape = try Shape([rows] + drawn.inputs)
    let size = shape.count / rows
    let scale = [0.01, 0.1, 1][seed % 3]
    let centers = (0..<shape.count).map { _ in random.normal() }
    let radii = (0..<shape.count).map { k in
      k < size || random.uniform() < 0.33 ? 0 : scale * random.uniform()
    }
    let (x, r) = (
      try Value.tensor(Tensor(centers, shape: shape, dtype: dtype)),
      try Value.tensor(Tensor(radii, shape: shape, dtype: dtype))
    )
    return try Box(lower: x - r, upper: x + r)
  }

  /// [samples * rows, …]: every row of the set in turn.
  private static func points(_ set: Box, _ seed: Int) throws -> Value {
    var random = CounterRandom(seed: UInt64(seed), stream: 3)
    let lower = try set.lower.tensor()
    let points = try BoxSamples.points(
      lower: lower.doubles, upper: set.upper.tensor().doubles, count: samples, corners: 1 / 3,
      using: &random)
    return .tensor(
      try Tensor(
        points.flatMap { $0 },
        shape: Shape([samples * rows] + lower.shape.dimensions.dropFirst()), dtype: lower.dtype))
  }
}
