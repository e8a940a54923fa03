import Layers
import Tensors

/// Networks of a few layers with one kind of neurons, in double precision.
enum SmallNetwork {
  static func make(
    _ sizes: [Int], _ activation: any Layer, seed: Int, scale: Double = 1.5
  ) throws -> Network {
    var layers: [any Layer] = []
    for k in 1..<sizes.count {
      if k > 1 { layers.append(activation) }
      layers.append(try Linear(sizes[k - 1], sizes[k]))
    }
    let net = try Network(layers, seed: UInt64(seed), dtype: .float64)
    return try net.with(parameters: net.parameters * scale)
  }

  /// A point with normal coordinates.
  static func center(_ inputs: Int, seed: Int) -> [Double] {
    var random = CounterRandom(seed: UInt64(seed), stream: 7)
    return (0..<inputs).map { _ in random.normal() }
  }

  /// Outputs at points of a box, most inside and some at the corners.
  static func outputs(
    _ net: Network, around center: [Double], _ radius: Double, count: Int, seed: UInt64 = 3
  ) throws -> [[Double]] {
    var random = CounterRandom(seed: seed)
    let n = center.count
    let points = try Tensor(TensorType(Shape([count, n]), .float64)) { k in
      let t = 2 * random.uniform() - 1
      return center[k % n] + radius * (random.uniform() < 0.3 ? (t < 0 ? -1 : 1) : t)
    }
    let y = try net(.tensor(points)).tensor()
    let width = y.shape[1]
    let numbers = y.doubles
    return (0..<count).map { Array(numbers[$0 * width..<($0 + 1) * width]) }
  }
}
