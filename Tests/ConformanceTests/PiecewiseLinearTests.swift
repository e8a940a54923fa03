import Reachability
import Tensors
import Testing
import Verification

/// A network of one or two hidden layers on two inputs, of which the exact range is known: it is linear on the
/// pieces into which the lines where a neuron is zero cut the box, so that its extremes are at their corners.
private struct PlaneNetwork {
  /// [out, in] and [out], layer by layer.
  let weights: [Tensor]
  let biases: [Tensor]
  let lower: [Double]
  let upper: [Double]

  init(seed: Int, sizes: [Int], radius: Double) throws {
    var random = CounterRandom(seed: UInt64(seed), stream: 3)
    // Whole quarters: zeros, ties and neurons that touch zero at a corner are frequent.
    func quarter(_ scale: Double) -> Double { (random.normal() * scale * 4).rounded() / 4 }
    var (weights, biases): ([Tensor], [Tensor]) = ([], [])
    for (rows, columns) in zip(sizes.dropFirst(), sizes) {
      weights.append(
        try Tensor(
          (0..<rows * columns).map { _ in quarter(1) }, shape: Shape([rows, columns]),
          dtype: .float64))
      biases.append(try Tensor((0..<rows).map { _ in quarter(0.5) }, dtype: .float64))
    }
    (self.weights, self.biases) = (weights, biases)
    let center = [quarter(1), quarter(1)]
    lower = center.map { $0 - radius }
    upper = center.map { $0 + radius }
  }

  /// Of rows [n, 2].
  func callAsFunction(_ x: Value, layers: Int? = nil) throws -> Value {
    var y = x
    for k in 0..<(layers ?? weights.count) {
      if k > 0 { y = try y.relu() }
      y = try y.matmul(transposed: .tensor(weights[k])) + .tensor(biases[k])
    }
    return y
  }

  private func values(_ x: [Double], layers: Int? = nil) throws -> [Double] {
    try self(.tensor(Tensor(x, shape: Shape([1, 2]), dtype: .float64)), layers: layers).tensor()
      .doubles
  }

  /// The pieces, as convex polygons: the box, cut by each neuron's line in each piece of the layers before.
  private func pieces() throws -> [[[Double]]] {
    var pieces = [
      [
        [lower[0], lower[1]], [upper[0], lower[1]], [upper[0], upper[1]], [lower[0], upper[1]],
      ]
    ]
    for layers in 1..<weights.count {
      for neuron in 0..<biases[layers - 1].count {
        pieces = try pieces.flatMap { polygon -> [[[Double]]] in
          // Linear on the polygon: its values at the corners say where its line runs.
          let z = try polygon.map { try values($0, layers: layers)[neuron] }
          guard z.contains(where: { $0 > 1e-12 }), z.contains(where: { $0 < -1e-12 }) else {
            return [polygon]
          }
          var halves: [[[Double]]] = [[], []]
          for (k, corner) in polygon.enumerated() {
            let next = (k + 1) % polygon.count
            if z[k] >= 0 { halves[0].append(corner) }
            if z[k] <= 0 { halves[1].append(corner) }
            if z[k] * z[next] < 0 {
              let t = z[k] / (z[k] - z[next])
              let cut = zip(corner, polygon[next]).map { $0 + t * ($1 - $0) }
              halves[0].append(cut)
              halves[1].append(cut)
            }
          }
          return halves
        }
      }
    }
    return pieces
  }

  /// The exact range of each output where a filter holds of a piece's middle.
  func range(where filter: ([Double]) throws -> Bool = { _ in true }) throws -> Engine.Bounds? {
    var found: Engine.Bounds?
    for polygon in try pieces() {
      let middle = (0..<2).map { i in
        polygon.reduce(0) { $0 + $1[i] } / Double(polygon.count)
      }
      guard try filter(middle) else { continue }
      for corner in polygon {
        let y = try values(corner)
        found = Engine.Bounds(
          lower: zip(found?.lower ?? y, y).map(min), upper: zip(found?.upper ?? y, y).map(max))
      }
    }
    return found
  }

  func hidden(_ x: [Double], layer: Int) throws -> [Double] { try values(x, layers: layer + 1) }
}

@Suite struct PiecewiseLinearTests {
  private static func expect(
    _ found: Engine.Bounds, holds exact: Engine.Bounds, _ what: @autoclosure () -> String
  ) {
    for k in exact.lower.indices {
      let slack = 1e-9 * (1 + abs(exact.lower[k]) + abs(exact.upper[k]))
      #expect(
        found.lower[k] <= exact.lower[k] + slack && found.upper[k] >= exact.upper[k] - slack,
        "\(what()): [\(found.lower[k]), \(found.upper[k])], exact [\(exact.lower[k]), \(exact.upper[k])]"
      )
    }
  }

  private static func tensors(_ net: PlaneNetwork) throws -> (Tensor, Tensor) {
    let shape = try Shape([1, 2])
    return (
      try Tensor(net.lower, shape: shape, dtype: .float64),
      try Tensor(net.upper, shape: shape, dtype: .float64)
    )
  }

  private static let sizes = [[2, 5, 3], [2, 4, 4, 2], [2, 3, 3, 3, 1]]

  @Test(arguments: 0..<40) func exactRangesAreContained(_ seed: Int) throws {
    let net = try PlaneNetwork(
      seed: seed, sizes: Self.sizes[seed % 3], radius: [0.25, 0.5, 1, 2][seed / 3 % 4])
    let exact = try #require(try net.range())
    let (lower, upper) = try Self.tensors(net)
    let interval = try #require(try Engine.interval.bounds(lower, upper) { try net($0) })
    for engine in Engine.allCases {
      for isSound in [false, true] {
        let found = try #require(
          try engine.bounds(lower, upper, sound: isSound) { try net($0) }, "\(engine)")
        Self.expect(found, holds: exact, "\(engine), seed \(seed)")
        if Engine.linear.contains(engine) {
          Self.expect(interval, holds: found, "\(engine) against intervals, seed \(seed)")
        }
      }
    }
  }

  /// What the verifier knows of hidden neurons, and of the halves that a decision about one leaves.
  @Test(arguments: 0..<24) func splitBoundsHoldOnTheirHalf(_ seed: Int) throws {
    let net = try PlaneNetwork(
      seed: 100 + seed, sizes: Self.sizes[seed % 3], radius: [0.5, 1, 2][seed / 3 % 3])
    let type = TensorType(try Shape([1, 2]), .float64)
    let graph = try Trace.graph([type]) { [try net($0[0])] }.graph
    let image = try #require(
      try ChainImage(graph, lower: net.lower, upper: net.upper, isSound: seed % 2 == 0))
    for (layer, bounds) in image.hidden.enumerated() {
      let part = try PlaneNetwork.Hidden(net, layer).range()
      Self.expect(
        Engine.Bounds(lower: bounds.lower, upper: bounds.upper), holds: part, "hidden \(layer)")
      for neuron in bounds.lower.indices where bounds.lower[neuron] * bounds.upper[neuron] < 0 {
        for side in [1.0, -1] {
          let decision = ChainImage.Decision(layer: layer, neuron: neuron, side: side)
          let exact = try net.range { side * (try net.hidden($0, layer: layer)[neuron]) >= 0 }
          for steps in [0, 1, 30] {
            let found = try image.split(steps: steps, [decision])
            guard let exact else { continue }
            Self.expect(
              Engine.Bounds(lower: found.lower, upper: found.upper), holds: exact,
              "seed \(seed), layer \(layer), neuron \(neuron), side \(side), steps \(steps)")
          }
        }
      }
    }
  }

  /// With all neurons of one hidden layer decided nothing is left to choose: optimized multipliers come near the
  /// exact lowest value of the piece, so that bounds that are too wide show.
  @Test func decidedNetworksAreExact() throws {
    var compared = 0
    for seed in 0..<12 {
      let net = try PlaneNetwork(seed: 300 + seed, sizes: [2, 3, 1], radius: 1)
      let type = TensorType(try Shape([1, 2]), .float64)
      let graph = try Trace.graph([type]) { [try net($0[0])] }.graph
      let image = try #require(
        try ChainImage(graph, lower: net.lower, upper: net.upper, isSound: true))
      let unstable = (0..<3).filter { image.hidden[0].lower[$0] * image.hidden[0].upper[$0] < 0 }
      for pattern in 0..<(1 << unstable.count) where !unstable.isEmpty {
        let sides = unstable.indices.map { pattern >> $0 & 1 == 0 ? 1.0 : -1 }
        let exact = try net.range { x in
          let z = try net.hidden(x, layer: 0)
          return zip(unstable, sides).allSatisfy { z[$0] * $1 > 0 }
        }
        guard let exact else { continue }
        let found = try image.split(
          steps: 400,
          zip(unstable, sides).map { ChainImage.Decision(layer: 0, neuron: $0, side: $1) })
        let width = 1 + exact.upper[0] - exact.lower[0]
        #expect(found.lower[0] <= exact.lower[0] + 1e-9)
        // A bound above zero ends the optimization.
        #expect(found.lower[0] > min(0, exact.lower[0]) - 0.5 * width, "seed \(seed) \(pattern)")
        compared += 1
      }
    }
    #expect(compared > 20)
  }
}

extension PlaneNetwork {
  /// The inputs of a hidden layer's rectifiers as outputs.
  struct Hidden {
    private let net: PlaneNetwork

    init(_ net: PlaneNetwork, _ layer: Int) {
      self.net = PlaneNetwork(
        weights: Array(net.weights[...layer]), biases: Array(net.biases[...layer]),
        lower: net.lower, upper: net.upper)
    }

    func range() throws -> Engine.Bounds { try #require(try net.range()) }
  }

  private init(weights: [Tensor], biases: [Tensor], lower: [Double], upper: [Double]) {
    self.weights = weights
    self.biases = biases
    self.lower = lower
    self.upper = upper
  }
}
