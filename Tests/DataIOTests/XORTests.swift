import DataIO
import Tensors
import Testing

@Suite struct XORTests {
  @Test func theFourCorners() throws {
    let data = try XOR().generate(seed: 9)
    #expect(data.x.doubles == [0, 0, 0, 1, 1, 0, 1, 1])
    #expect(data.classes == [1, 2, 2, 1])
    #expect(data.classNames == ["same", "different"])
  }

  @Test func noisyOnesStayNearTheirCorner() throws {
    let data = try XOR(count: 40, noise: 0.05).generate(seed: 2)
    for row in 0..<40 {
      let (a, b) = (data.x[2 * row].rounded(), data.x[2 * row + 1].rounded())
      #expect(data.classes[row] == (a == b ? 1 : 2))
    }
    #expect(Set(data.x.doubles).count > 70)
  }

  @Test func argumentsOutOfRange() {
    #expect(throws: DataError.self) { try XOR(count: 3).generate(seed: 0) }
    #expect(throws: DataError.self) { try XOR(noise: -1).generate(seed: 0) }
  }
}
