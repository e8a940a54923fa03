import DataIO
import Foundation
import Tensors
import Testing

@Suite struct TwoMoonsTests {
  @Test func withoutNoiseTheyAreHalfCircles() throws {
    let data = try TwoMoons(count: 41, noise: 0).generate(seed: 0, dtype: .float64)
    #expect(data.classes.filter { $0 == 1 }.count == 20)
    for row in 0..<41 {
      let (x, y) = (data.x[2 * row], data.x[2 * row + 1])
      if data.classes[row] == 1 {
        #expect(abs(x * x + y * y - 1) < 1e-12 && y >= 0)
      } else {
        #expect(abs(pow(x - 1, 2) + pow(y - 0.5, 2) - 1) < 1e-12 && y <= 0.5)
      }
    }
  }

  @Test func seedDecides() throws {
    let moons = TwoMoons(count: 20, noise: 0.2)
    let first = try moons.generate(seed: 1).x.doubles
    #expect(try first == moons.generate(seed: 1).x.doubles)
    #expect(try first != moons.generate(seed: 2).x.doubles)
  }

  @Test(arguments: [
    (1, 0.1), (0, 0.1), (-3, 0.1), (.max, 0.1), (10, -1), (10, .nan), (10, .infinity),
  ])
  func argumentsOutOfRange(count: Int, noise: Double) {
    #expect(throws: DataError.self) { try TwoMoons(count: count, noise: noise).generate(seed: 0) }
  }
}
