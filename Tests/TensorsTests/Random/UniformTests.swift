import Tensors
import Testing

@Suite struct UniformTests {
  private func key(_ words: [Int32]) throws -> Value {
    .tensor(try Tensor(words, shape: Shape([4])))
  }

  /// Word e % 4 of block e / 4, whatever the pieces in which threads make it.
  @Test(arguments: [DType.float32, .float64]) func numbersAreWordsOfBlocks(_ dtype: DType) throws {
    let values = try key([7, -8, 9, 10]).uniform(Shape([3, 5003]), dtype, stream: 11).tensor()
    let numbers = values.doubles
    #expect(values.dtype == dtype)
    #expect(values.shape == (try Shape([3, 5003])))
    for e in stride(from: 0, to: 3 * 5003, by: 37) {
      let block = Philox4x32.block(
        counter: SIMD4(UInt32(e / 4), 9, 10, 11), key: SIMD2(7, UInt32(bitPattern: -8)))
      #expect(numbers[e] == Double(block[e % 4] >> 8) * 0x1p-24)
    }
    #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
  }

  @Test func keysOfABatchAreRows() throws {
    let keys = Value.tensor(try Tensor((0..<8).map(Int32.init), shape: Shape([2, 4])))
    let both = try Batch.map({ [try $0[0].uniform(Shape([6]), .float64, stream: 1)] }, [keys])[0]
    for row in 0..<2 {
      let one = try keys.row(row).uniform(Shape([6]), .float64, stream: 1)
      #expect(try both.row(row).tensor().isEqual(to: one.tensor()))
    }
    #expect(throws: TensorError.self) {
      try Value.tensor(.full(0, shape: Shape([4]))).uniform(Shape([6]), .float32, stream: 0)
    }
  }
}
