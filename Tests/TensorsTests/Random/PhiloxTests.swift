import Tensors
import Testing

@Suite struct PhiloxTests {
  /// The known answers that come with Random123 for philox4x32, 10 rounds.
  @Test(
    arguments: [
      (
        [0, 0, 0, 0], [0, 0],
        [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]
      ),
      (
        [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], [0xffff_ffff, 0xffff_ffff],
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [([UInt32], [UInt32], [UInt32])])
  func knownAnswers(counter: [UInt32], key: [UInt32], expected: [UInt32]) {
    let block = Philox4x32.block(counter: SIMD4(counter), key: SIMD2(key))
    #expect(block == SIMD4(expected))
  }

  @Test func aStreamIsAFunctionOfSeedStreamAndCounter() {
    func draw(_ seed: UInt64, _ stream: UInt64, _ counter: UInt64) -> [UInt64] {
      var random = CounterRandom(seed: seed, stream: stream, counter: counter)
      return (0..<6).map { _ in random.next() }
    }
    #expect(draw(1, 2, 3) == draw(1, 2, 3))
    #expect(draw(1, 2, 3) != draw(2, 2, 3))
    #expect(draw(1, 2, 3) != draw(1, 3, 3))
    // A later counter goes on where an earlier one would be after that many blocks.
    #expect(Array(draw(1, 2, 3)[2...]) == Array(draw(1, 2, 4)[..<4]))
    // High words count too.
    #expect(draw(1 << 40, 0, 0) != draw(0, 0, 0))
    #expect(draw(0, 1 << 40, 0) != draw(0, 0, 0))
    #expect(draw(0, 0, 1 << 40) != draw(0, 0, 0))
  }

  @Test func uniformNumbersAreUniform() {
    var random = CounterRandom(seed: 7)
    let n = 100_000
    var bins = [Int](repeating: 0, count: 10)
    var sum = 0.0
    for _ in 0..<n {
      let u = random.uniform()
      #expect(u >= 0 && u < 1)
      bins[Int(u * 10)] += 1
      sum += u
    }
    // Five standard deviations of a bin and of the mean.
    #expect(bins.allSatisfy { abs(Double($0) - 10_000) < 5 * 95 })
    #expect(abs(sum / Double(n) - 0.5) < 5 * 0.289 / 316)
    let symmetric = (0..<1000).map { _ in random.symmetric() }
    #expect(symmetric.allSatisfy { $0 >= -1 && $0 < 1 })
    #expect(symmetric.contains { $0 < -0.9 } && symmetric.contains { $0 > 0.9 })
  }

  @Test func normalNumbersHaveTheMomentsOfTheNormalDistribution() {
    var random = CounterRandom(seed: 11, stream: 5)
    let n = 100_000
    let values = (0..<n).map { _ in random.normal() }
    #expect(values.allSatisfy { $0.isFinite })
    func moment(_ k: Int) -> Double {
      values.reduce(0) { sum, v in sum + (0..<k).reduce(1) { p, _ in p * v } } / Double(n)
    }
    #expect(abs(moment(1)) < 0.016)
    #expect(abs(moment(2) - 1) < 0.023)
    #expect(abs(moment(3)) < 0.062)
    #expect(abs(moment(4) - 3) < 0.16)
  }

  @Test func integersCoverTheirRange() {
    var random = CounterRandom(seed: 3)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<7000 { counts[random.integer(below: 7)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 1000) < 150 })
    #expect(random.integer(below: 1) == 0)
    #expect(random.integer(below: 0) == 0)
  }
}
