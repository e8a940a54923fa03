import DataIO
import Tensors
import Testing

@Suite struct BatchesTests {
  func rows(_ batches: Batches) throws -> [[Int]] {
    try (0..<batches.count).map { index in
      let (x, y) = try batches.batch(index)
      #expect(y.shape.dimensions == [x.shape[0]])
      let rows = stride(from: 0, to: x.count, by: 2).map { Int(x[$0]) / 10 }
      #expect(zip(rows, y.doubles).allSatisfy { $0 % 2 + 1 == Int($1) })
      return rows
    }
  }

  @Test func inOrder() throws {
    #expect(try rows(counted(7).batches(size: 3)) == [[0, 1, 2], [3, 4, 5], [6]])
    #expect(try rows(counted(6).batches(size: 3)) == [[0, 1, 2], [3, 4, 5]])
    #expect(try rows(counted(2).batches(size: .max)) == [[0, 1]])
  }

  @Test(arguments: [1, 4, 7, 32]) func shuffledHoldsEverySampleOnce(size: Int) throws {
    let batches = try rows(counted(25).batches(size: size, shuffle: true, seed: 5))
    #expect(batches.flatMap { $0 }.sorted() == Array(0..<25))
    #expect(batches.dropLast().allSatisfy { $0.count == size })
    #expect(batches.flatMap { $0 } != Array(0..<25))
  }

  @Test func seedAndEpochDecide() throws {
    let data = try counted(30)
    func order(seed: UInt64, epoch: Int) throws -> [[Int]] {
      try rows(data.batches(size: 8, shuffle: true, seed: seed, epoch: epoch))
    }
    #expect(try order(seed: 1, epoch: 0) == order(seed: 1, epoch: 0))
    #expect(try order(seed: 1, epoch: 0) != order(seed: 1, epoch: 1))
    #expect(try order(seed: 1, epoch: 0) != order(seed: 2, epoch: 0))
  }

  @Test func sizesAndIndicesOutOfRange() throws {
    let data = try counted(5)
    #expect(throws: DataError.self) { try data.batches(size: 0) }
    #expect(throws: DataError.self) { try data.batches(size: -1) }
    let batches = try data.batches(size: 2)
    #expect(throws: DataError.self) { try batches.batch(3) }
    #expect(throws: DataError.self) { try batches.batch(-1) }
  }

  /// Every first sample is equally likely: a chi-squared test with a fixed seed.
  @Test func ordersAreFair() throws {
    let data = try counted(6)
    var counts = [Double](repeating: 0, count: 6)
    for seed in 0..<600 {
      let (x, _) = try data.batches(size: 1, shuffle: true, seed: UInt64(seed)).batch(0)
      counts[Int(x[0]) / 10] += 1
    }
    // 5 degrees of freedom: 20.5 is exceeded once in a thousand.
    #expect(counts.reduce(0) { $0 + ($1 - 100) * ($1 - 100) / 100 } < 20.5)
  }
}
