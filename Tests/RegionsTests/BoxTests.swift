import Regions
import Tensors
import Testing

@Suite struct BoxTests {
  /// No point of a ball is lost by rounding, and next to nothing is added.
  @Test(arguments: [DType.float32, .float64]) func ballsAreRoundedOutward(_ dtype: DType) throws {
    var random = CounterRandom(seed: 1)
    let numbers = (0..<500).map { _ in random.normal() * 10 }
    let x = try Tensor(numbers, dtype: dtype)
    for epsilon in [0.01, 0.1, 0.3, 1.0 / 3, 0.25, 1e-9] {
      let set = try Box.ball(.tensor(x), epsilon: .scalar(epsilon, .float64))
      let (lower, upper) = (try set.lower.tensor(), try set.upper.tensor())
      for k in 0..<x.count {
        // Differences of neighbours are exact: how far the ends are from the center.
        let (down, up) = (x[k] - lower[k], upper[k] - x[k])
        let unit = dtype == .float32 ? Double(Float(abs(x[k]) + 1).ulp) : (abs(x[k]) + 1).ulp
        let doubt = (abs(x[k]) + 1) * 0x1p-53
        #expect(down >= epsilon - doubt && up >= epsilon - doubt)
        #expect(down <= epsilon + 2 * unit && up <= epsilon + 2 * unit)
        if dtype == .float32 {
          // In double precision nothing is lost in between.
          #expect(lower[k] <= x[k] - epsilon && upper[k] >= x[k] + epsilon)
        }
      }
    }
  }

  @Test func ballsOfRadiusZeroArePoints() throws {
    let x = Value.tensor(try Tensor([0.1, -7, 1e-30, 3e30]))
    let set = try Box.ball(x, epsilon: .scalar(0, .float64))
    #expect(try set.lower.tensor().doubles == x.tensor().doubles)
    #expect(try set.upper.tensor().doubles == x.tensor().doubles)
  }
}
