import Glibc
import Tensors
import TestSupport
import Testing
import Verification

@Suite struct ContractionTests {
  private struct Functions {
    var constants: [Double]
    var slopes: [[Double]]

    init(_ count: Int, _ inputs: Int, _ random: inout CounterRandom) {
      constants = (0..<count).map { _ in random.normal() }
      slopes = (0..<count).map { _ in (0..<inputs).map { _ in random.normal() } }
    }

    func values(_ x: [Double]) -> [Double] {
      zip(constants, slopes).map { constant, slopes in
        zip(slopes, x).reduce(constant) { $0 + $1.0 * $1.1 }
      }
    }

    func lowest(_ k: Int, _ lower: [Double], _ upper: [Double]) -> Double {
      slopes[k].indices.reduce(constants[k]) {
        $0 + min(slopes[k][$1] * lower[$1], slopes[k][$1] * upper[$1])
      }
    }
  }

  /// No point where all functions hold is cut off, and a box called empty has none; widths of zero too.
  @Test func whatHoldsIsKept() throws {
    var random = CounterRandom(seed: 3)
    var (empty, smaller) = (0, 0)
    for round in 0..<400 {
      let inputs = 1 + round % 5
      let functions = Functions(1 + round % 7, inputs, &random)
      let lower = (0..<inputs).map { _ in random.normal() }
      let upper = lower.map { round % 11 == 0 ? $0 : $0 + 2 * random.uniform() }
      var part = Contraction(lower: lower, upper: upper)
      let rows = functions.slopes.indices.map { k in
        functions.slopes[k].withUnsafeBufferPointer {
          part.row(bound: functions.lowest(k, lower, upper), slopes: $0.baseAddress!)
        }
      }
      let isLeft = part.cut(rows)
      if !isLeft { empty += 1 }
      if isLeft, part.lower != lower || part.upper != upper { smaller += 1 }
      for x in BoxSamples.points(lower: lower, upper: upper, count: 200, using: &random)
      where functions.values(x).allSatisfy({ $0 <= 0 }) {
        #expect(isLeft)
        for i in x.indices { #expect(part.lower[i] <= x[i] && x[i] <= part.upper[i]) }
      }
    }
    #expect(empty > 50 && smaller > 20)
  }

  /// Functions that no point satisfies together, though each can be satisfied alone.
  @Test func contradictionsAreSeen() throws {
    // x + y <= 0.9, x >= 0.5, y >= 0.5 on the unit square.
    var part = Contraction(lower: [0, 0], upper: [1, 1])
    let rows = [(-0.9, [1.0, 1.0]), (-0.5, [-1.0, 0.0]), (-0.5, [0.0, -1.0])]
      .map { bound, slopes in
        slopes.withUnsafeBufferPointer { part.row(bound: bound, slopes: $0.baseAddress!) }
      }
    #expect(part.cut(rows) == false)
  }

  /// Against the lowest value of the largest function at many points: the two are one by duality.
  @Test func sumsReachTheLowestValueOfTheLargest() throws {
    var random = CounterRandom(seed: 5)
    for round in 0..<60 {
      let inputs = 1 + round % 3
      let functions = Functions(2 + round % 5, inputs, &random)
      var program = HighestSum(
        constants: functions.constants, slopes: functions.slopes.flatMap { $0 },
        first: round % functions.constants.count)
      let weights = program()
      #expect(weights.allSatisfy { $0 >= 0 })
      expectClose(weights.reduce(0, +), 1, absolute: 1e-12)
      var bound = zip(weights, functions.constants).reduce(0) { $0 + $1.0 * $1.1 }
      for i in 0..<inputs {
        bound += min(0, zip(weights, functions.slopes).reduce(0) { $0 + $1.0 * $1.1[i] })
      }
      // A grid comes as near as its distance times the largest slope.
      let steps = [1000, 300, 60][inputs - 1]
      var lowest = Double.infinity
      for place in 0..<Int(pow(Double(steps + 1), Double(inputs))) {
        var rest = place
        let x = (0..<inputs).map { _ -> Double in
          defer { rest /= steps + 1 }
          return Double(rest % (steps + 1)) / Double(steps)
        }
        lowest = min(lowest, functions.values(x).max() ?? 0)
      }
      #expect(bound <= lowest + 1e-9)
      #expect(bound > lowest - 6 * Double(inputs) / Double(steps))
    }
  }
}
