import Reachability
import Tensors
import TestSupport
import Testing

@Suite struct RectifierLinesTests {
  @Test("Numbers and tensors of them have lines of the same bits")
  func oneRule() throws {
    var random = CounterRandom(seed: 3)
    let ends = (0..<500).map { _ in (-random.uniform() - 1e-9, random.uniform() + 1e-9) }
    let l = Value.tensor(try Tensor(ends.map(\.0), dtype: .float64))
    let u = Value.tensor(try Tensor(ends.map(\.1), dtype: .float64))
    let slopes = try RectifierLines.slope(l, u)
    let intercepts = try RectifierLines.intercept(slope: slopes, l).tensor().doubles
    let below = try RectifierLines.isIdentityBelow(l, u).tensor().doubles
    for (k, (l, u)) in ends.enumerated() {
      let slope = RectifierLines.slope(l, u)
      #expect(try slope == slopes.tensor()[k])
      #expect(RectifierLines.intercept(slope: slope, l) == intercepts[k])
      #expect(RectifierLines.isIdentityBelow(l, u) == (below[k] == 1))
    }
  }

  @Test("The lines touch max(x, 0) where they should and are on their sides of it")
  func sides() {
    for (l, u) in [(-1.0, 3.0), (-2, 0.5), (-1, 1)] {
      let slope = RectifierLines.slope(l, u)
      let intercept = RectifierLines.intercept(slope: slope, l)
      expectClose([slope * l + intercept, slope * u + intercept], [0, u], absolute: 1e-15)
      let below = RectifierLines.isIdentityBelow(l, u) ? 1.0 : 0
      #expect(below == (u > -l ? 1 : 0))
      for k in 0...10 {
        let x = l + (u - l) * Double(k) / 10
        #expect(below * x <= max(x, 0) && slope * x + intercept >= max(x, 0) - 1e-15)
      }
    }
  }

  @Test("Steps shrink, and moments that begin at zero are not biased")
  func rates() {
    let (start, later) = (LineSteps.rates(0), LineSteps.rates(9))
    #expect(start.size == 1)
    expectClose([start.first, start.second], [0.1, 0.001], absolute: 1e-15)
    expectClose(later.size, 0.8337477621301498, absolute: 1e-14)
    #expect(later.first > start.first)
  }
}
