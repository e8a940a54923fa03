import Foundation
import Tensors
import Testing

/// Rows of a few elements have kernels of their own: bit for bit the sums and copies of a plain loop.
@Suite struct ShortRowsTests {
  private func random(_ sizes: [Int], _ dtype: DType, seed: UInt64) throws -> Tensor {
    let shape = try Shape(sizes)
    var generator = CounterRandom(seed: seed, stream: 3)
    // Zeros of both signs too: 0 + -0 is 0.
    return try Tensor(
      (0..<shape.count).map { _ in
        generator.uniform() < 0.1 ? -0.0 : generator.normal()
      }, shape: shape, dtype: dtype)
  }

  private func bits(_ value: some Sequence<Double>) -> [UInt64] { value.map(\.bitPattern) }

  @Test(arguments: [1, 2, 3, 4, 5, 7], [DType.float32, .float64])
  func sumsOfRowsGoFromLeftToRight(_ width: Int, _ dtype: DType) throws {
    for rows in [1, 2, 7, 8, 33, 703] {
      let x = try random([rows, width], dtype, seed: UInt64(rows))
      let expected = (0..<rows).map { row in
        (0..<width).reduce(0.0) { sum, k in
          let next = sum + x[row * width + k]
          return dtype == .float32 ? Double(Float(next)) : next
        }
      }
      #expect(try bits(Value.tensor(x).sum([1]).tensor().doubles) == bits(expected))
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5], [DType.float32, .float64])
  func rowsAreChosenAndAddedInOrder(_ width: Int, _ dtype: DType) throws {
    for (count, size) in [(1, 1), (40, 3), (703, 38), (0, 4)] {
      var generator = CounterRandom(seed: UInt64(count), stream: 4)
      // Runs of one index, as pairs have them, and single ones.
      var index: [Int32] = []
      while index.count < count {
        let row = Int32(generator.uniform() * Double(size))
        let times = generator.uniform() < 0.5 ? 1 : 5
        index += [Int32](repeating: row, count: min(times, count - index.count))
      }
      let indices = Value.tensor(try Tensor(index.map(Double.init), dtype: .int32))
      for outer in [1, 3] {
        let x = try random([outer, size, width], dtype, seed: 1)
        let chosen = try Value.tensor(x).gathered(1, indices).tensor()
        let places = (0..<outer * count * width).map { k in
          (k / (count * width) * size + Int(index[k / width % max(1, count)])) * width + k % width
        }
        #expect(bits(chosen.doubles) == bits(places.map { x[$0] }))

        let weights = try random([outer, count, width], dtype, seed: 2)
        let slope = try valueAndGradient(
          of: { try ($0[0].gathered(1, indices) * .tensor(weights)).sum() }, at: [.tensor(x)]
        ).gradient
        var expected = [Double](repeating: 0, count: outer * size * width)
        for (k, place) in places.enumerated() {
          let next = expected[place] + weights[k]
          expected[place] = dtype == .float32 ? Double(Float(next)) : next
        }
        #expect(try bits(slope.tensor().doubles) == bits(expected))
      }
    }
  }

  @Test func indicesOutOfRangeAreErrors() throws {
    let x = Value.tensor(try random([4, 3], .float64, seed: 1))
    for wrong in [-1.0, 4, -2_147_483_648, 2_147_483_647] {
      for count in [1, 40] {
        var index = [Double](repeating: 2, count: count)
        index[count / 2] = wrong
        let indices = Value.tensor(try Tensor(index, dtype: .int32))
        #expect(throws: (any Error).self) { try x.gathered(0, indices).tensor() }
      }
    }
  }
}
