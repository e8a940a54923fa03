import Reachability
import Regions
import Tensors
import Testing

/// Powers where more than their own interval counts.
struct PowerTests {
  /// What may not be real is not known, and what depends on it is not known either.
  @Test func whatIsNotRealIsUnknown() throws {
    let set = try Box(
      lower: .tensor(Tensor([-4, -4], dtype: .float64)),
      upper: .tensor(Tensor([-3, -3], dtype: .float64)))
    let exponents = Value.tensor(try Tensor([2, 3], dtype: .float64))
    let image = try set.image { x in
      let power = try x.power(exponents)
      return try power.greater(than: power.filled(10))
    }
    #expect(try image.lower.tensor().doubles == [0, 0])
    #expect(try image.upper.tensor().doubles == [1, 1])
  }

  /// A base whose bound is the negative zero.
  @Test func poleAtANegativeZero() throws {
    let set = try Box(
      lower: .tensor(Tensor([-2, -2], dtype: .float64)),
      upper: .tensor(Tensor([0, 0], dtype: .float64)))
    let exponents = Value.tensor(try Tensor([-1, 2], dtype: .float64))
    let image = try set.image { try (-$0).power(exponents) }
    #expect(try image.lower.tensor().doubles == [0.5, 0])
    #expect(try image.upper.tensor().doubles == [.infinity, 4])
  }

  /// Bounds that are computed row by row, stage by stage, know whole exponents too.
  @Test(arguments: [CrownDomain(), AlphaCrownDomain()] as [any AbstractDomain])
  func wholePowersInStages(_ domain: any AbstractDomain) throws {
    let (rows, width) = (32, 300)
    func weight(_ inputs: Int, _ outputs: Int) throws -> Value {
      .tensor(
        try Tensor(TensorType(Shape([inputs, outputs]), .float64)) { k in
          Double((k * 7919) % 13 - 6) / Double(4 * inputs)
        })
    }
    let options = BoundOptions(domain, iterations: 2)
    func function(_ x: Value) throws -> Value {
      try x.matmul(weight(3, width)).power(3).matmul(weight(width, width)).relu()
        .matmul(weight(width, 3))
    }
    let type = TensorType(try Shape([rows, 3]), .float64)
    let bounds = try Box.prepared([type], options) { try function($0[0]) }
    let set = try bounds(
      lower: .full(-1, shape: type.shape, dtype: .float64),
      upper: .full(1, shape: type.shape, dtype: .float64), [])
    let (low, high) = (try set.lower.tensor().doubles, try set.upper.tensor().doubles)
    var random = CounterRandom(seed: 4)
    for _ in 0..<20 {
      let x = try Tensor(type) { _ in 2 * random.uniform() - 1 }
      let y = try function(.tensor(x)).tensor().doubles
      for k in y.indices { #expect(low[k] <= y[k] && y[k] <= high[k] && high[k] < 1e6) }
    }
  }
}
