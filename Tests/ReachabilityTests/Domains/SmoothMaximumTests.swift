import Reachability
import Regions
import Tensors
import TestSupport
import Testing

/// What takes the place of the larger of two numbers in smoothed bounds.
@Suite struct SmoothMaximumTests {
  private func line(_ numbers: [Double]) throws -> Value {
    .tensor(try Tensor(numbers, dtype: .float64))
  }

  @Test func isNowhereLessAndEqualBeyondItsReach() throws {
    let a = (0...400).map { Double($0) * 0.01 - 2 }
    let b = [Double](repeating: 0.25, count: a.count)
    for reach in [0, 0.1, 0.5] {
      let reaches = [Double](repeating: reach, count: a.count)
      let found = try line(a).smoothMaximum(line(b), reach: line(reaches)).tensor().doubles
      for k in a.indices {
        let exact = max(a[k], b[k])
        #expect(found[k] >= exact - 1e-15)
        #expect(found[k] <= exact + 3.0 / 16 * reach + 1e-15)
        if abs(a[k] - b[k]) > reach { #expect(abs(found[k] - exact) < 1e-15) }
      }
    }
  }

  private static let domains: [any AbstractDomain] = [
    ZonotopeDomain(), ZonotopeDomain(slope: .deepZ), CrownDomain(),
  ]

  /// The largest change of the derivative of widths by the middle of the set, over middles a step apart.
  private func largestJump(
    _ index: Int, _ smooth: Double, steps: Int, _ curve: (Value) throws -> Value
  ) throws -> Double {
    var options = BoundOptions(Self.domains[index])
    options.smooth = smooth
    let middles = try Value.tensor(
      Tensor(
        (0...steps).map { 4 * Double($0) / Double(steps) - 2 + 1e-7 },
        shape: Shape([steps + 1, 1]),
        dtype: .float64))
    let slopes = try valueAndGradient(
      of: { middles in
        let set = try Box.ball(middles[0], epsilon: .scalar(0.75, .float64))
        let image = try set.image({ try curve($0) - $0 * 0.4 }, options)
        return try (image.upper - image.lower).sum()
      }, at: [middles]
    ).gradient.tensor().doubles
    return zip(slopes, slopes.dropFirst()).reduce(0) { max($0, abs($1.1 - $1.0)) }
  }

  /// Derivatives of smoothed bounds of S-shaped functions have no jumps: over a tenth of the step they change by about a
  /// tenth. Those of bounds that are not smoothed jump where a line changes its kind.
  @Test(arguments: domains.indices) func derivativesHaveNoJumps(_ index: Int) throws {
    for curve in [{ try $0.tanh() }, { try $0.sigmoid() * 2 }] as [(Value) throws -> Value] {
      func ratio(_ smooth: Double) throws -> Double {
        try largestJump(index, smooth, steps: 20_000, curve)
          / largestJump(index, smooth, steps: 2_000, curve)
      }
      #expect(try ratio(0.01) < 0.15)
      #expect(try ratio(0) > 0.8)
    }
  }
}
