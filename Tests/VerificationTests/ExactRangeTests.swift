import Foundation
import Layers
import Regions
import Tensors
import Testing
import Verification

@Suite struct ExactRangeTests {
  private static func box(_ center: [Double], _ radius: Double) throws -> Box {
    try Box.ball(
      .tensor(Tensor(center, shape: Shape([1, center.count]), dtype: .float64)),
      epsilon: .scalar(radius, .float64))
  }

  private static func range(
    _ model: Model, _ set: Box, rows: [[Double]]? = nil,
    _ change: (inout ExactRange) -> Void = { _ in }
  ) throws -> ExactRange.Result {
    var range = ExactRange()
    change(&range)
    var found: ExactRange.Result?
    try range(model, set, rows: rows) { found = $1 }
    return try #require(found)
  }

  /// Outer bounds hold every sample, inner ones are what the function gives at their places, and both meet.
  @Test(arguments: [0, 1, 2], 0..<6) func outerBoundsMeetAttainedOnes(_ kind: Int, _ seed: Int)
    throws
  {
    let activation: any Layer = [ReLU(), Tanh(), Sigmoid()][kind]
    let sizes = [[3, 8, 2], [2, 6, 5, 3], [4, 10, 3]][seed % 3]
    let net = try SmallNetwork.make(sizes, activation, seed: seed, scale: 2)
    let center = SmallNetwork.center(sizes[0], seed: seed)
    let radius = seed < 3 ? 0.2 : 1
    let found = try Self.range(net.model, Self.box(center, radius))
    #expect(found.isSolved)
    for y in try SmallNetwork.outputs(net, around: center, radius, count: 5000) {
      for k in y.indices {
        #expect(found.lower[k] <= y[k] && y[k] <= found.upper[k])
      }
    }
    for k in found.lower.indices {
      #expect(found.innerLower[k] - found.lower[k] <= 1e-6)
      #expect(found.upper[k] - found.innerUpper[k] <= 1e-6)
      for (place, value) in [
        (found.least[k], found.innerLower[k]), (found.greatest[k], found.innerUpper[k]),
      ] {
        let x = try Tensor(place, shape: Shape([1, place.count]), dtype: .float64)
        #expect(abs(try net(.tensor(x)).tensor()[k] - value) <= 1e-12 * (1 + abs(value)))
        for (p, c) in zip(place, center) { #expect(abs(p - c) <= radius * (1 + 1e-12)) }
      }
    }
  }

  /// Functions whose ranges are known: kinks inside, minima inside, products that no chain has.
  @Test func knownRanges() throws {
    let cases: [(range: ClosedRange<Double>, of: (Value) throws -> Value)] = [
      (0...1, { try $0.abs().sliced(1, 0..<1) }),
      (
        -1...2,
        { x in try (x.sliced(1, 0..<1) - x.sliced(1, 1..<2)).relu() - x.sliced(1, 0..<1).abs() }
      ),
      (0...1, { try $0.sliced(1, 0..<1).square() }),
      (-1...1, { x in try x.sliced(1, 0..<1) * x.sliced(1, 1..<2) }),
      (tanh(-2)...tanh(2), { x in try (x.sliced(1, 0..<1) + x.sliced(1, 1..<2)).tanh() }),
    ]
    for (k, (range, function)) in cases.enumerated() {
      let found = try Self.range(Model(function), Self.box([0, 0], 1)) { $0.tolerance = 1e-4 }
      let expected = k == 1 ? -1.0...1.0 : range
      #expect(found.isSolved)
      #expect(abs(found.lower[0] - expected.lowerBound) < 2e-4, "\(k): \(found.lower)")
      #expect(abs(found.upper[0] - expected.upperBound) < 2e-4, "\(k): \(found.upper)")
      #expect(found.lower[0] <= expected.lowerBound && expected.upperBound <= found.upper[0])
    }
  }

  @Test func combinationsOfOutputs() throws {
    let net = try SmallNetwork.make([3, 6, 3], ReLU(), seed: 2)
    let set = try Self.box([0.1, 0.2, -0.3], 0.5)
    let found = try Self.range(net.model, set, rows: [[1, -1, 0], [0, 0, 2]])
    let apart = try Self.range(net.model, set)
    #expect(abs(found.lower[1] - 2 * apart.lower[2]) < 5e-6)
    #expect(found.lower[0] >= apart.lower[0] - apart.upper[1] - 1e-9)
    #expect(throws: TensorError.self) { try Self.range(net.model, set, rows: [[1, 2]]) }
  }

  /// A time that is over at once leaves bounds that hold.
  @Test func boundsHoldWheneverTimeIsOver() throws {
    let net = try SmallNetwork.make([6, 40, 40, 2], ReLU(), seed: 5, scale: 2)
    let center = SmallNetwork.center(6, seed: 5)
    var widths: [Double] = []
    for seconds in [1e-4, 0.05, 0.5] {
      let found = try Self.range(net.model, Self.box(center, 1)) { $0.timeout = seconds }
      widths.append(found.upper[0] - found.lower[0])
      for y in try SmallNetwork.outputs(net, around: center, 1, count: 2000) {
        for k in y.indices { #expect(found.lower[k] <= y[k] && y[k] <= found.upper[k]) }
      }
      #expect(found.innerLower[0] <= found.innerUpper[0])
    }
    #expect(widths[2] <= widths[0])
  }

  /// Skip connections read inputs behind the first layer.
  @Test(arguments: [0, 1]) func residualNetworks(_ kind: Int) throws {
    let a = try SmallNetwork.make([3, 5, 3], ReLU(), seed: 11, scale: 2)
    let b = try SmallNetwork.make([3, 4, 2], Tanh(), seed: 12, scale: 2)
    let model = Model { x in
      let y = try a(x)
      return try b(kind == 0 ? x + y : (x + y).tanh())
    }
    let center = [0.4, -1.2, 0.3]
    let found = try Self.range(model, Self.box(center, 0.7))
    #expect(found.isSolved)
    var random = CounterRandom(seed: 1)
    let points = try Tensor(TensorType(Shape([20000, 3]), .float64)) {
      center[$0 % 3] + 0.7 * (2 * random.uniform() - 1)
    }
    let y = try model(.tensor(points)).tensor()
    for k in 0..<y.count {
      #expect(found.lower[k % 2] <= y[k] && y[k] <= found.upper[k % 2])
    }
  }
}
