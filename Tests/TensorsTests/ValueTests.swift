import Tensors
import TestSupport
import Testing

@Suite struct ValueTests {
  private func tensor(_ values: [Double], _ sizes: Int...) throws -> Value {
    .tensor(
      try Tensor(values, shape: Shape(sizes.isEmpty ? [values.count] : sizes), dtype: .float64))
  }
  private func doubles(_ value: Value) throws -> [Double] { try value.tensor().doubles }

  @Test func broadcasting() throws {
    let column = try tensor([1, 2], 2, 1)
    let row = try tensor([10, 20, 30])
    #expect(try doubles(column + row) == [11, 21, 31, 12, 22, 32])
    #expect(try doubles(row - 1) == [9, 19, 29])
    #expect(try doubles(1 - row) == [-9, -19, -29])
    #expect(try doubles(60 / row) == [6, 3, 2])
    #expect(try doubles(row / tensor([10])) == [1, 2, 3])
  }

  @Test func reductionsOverSeveralDimensions() throws {
    let x = try tensor((0..<24).map(Double.init), 2, 3, 4)
    #expect(try doubles(x.sum([0, 2])) == [60, 92, 124])
    #expect(try x.sum([0, 2], keep: true).shape == Shape([1, 3, 1]))
    #expect(try doubles(x.max([1])) == [8, 9, 10, 11, 20, 21, 22, 23])
    #expect(try doubles(x.min()) == [0])
    #expect(try doubles(x.mean()) == [11.5])
    #expect(try doubles(tensor([1, 2, 3, 4]).variance()) == [5.0 / 3])
    #expect(try doubles(tensor([3, 4]).norm()) == [5])
  }

  @Test func logSumExpIsStable() throws {
    #expect(try doubles(tensor([1000, 1000]).logSumExp()) == [1000 + 0.6931471805599453])
    #expect(try doubles(tensor([-.infinity, 0]).logSumExp()) == [0])
    #expect(
      try doubles(tensor([-1e300, -1e300]).logSoftmax(0)) == [
        -0.6931471805599453, -0.6931471805599453,
      ])
    let many = try tensor((0..<300).map { Double($0 % 7) }, 100, 3)
    let rows = try doubles(many.logSumExp([1]))
    let columns = try doubles(many.logSumExp([0]))
    #expect(rows.count == 100 && columns.count == 3)
    let whole = try doubles(many.logSumExp())[0]
    let fromRows = try doubles(tensor(rows).logSumExp())[0]
    expectClose(whole, fromRows, absolute: 1e-13)
  }

  @Test func productsWithVectorsAndBatches() throws {
    let a = try tensor([1, 2, 3, 4], 2, 2)
    let v = try tensor([1, 10])
    #expect(try doubles(a.matmul(v)) == [21, 43])
    #expect(try doubles(v.matmul(a)) == [31, 42])
    #expect(try v.matmul(v).shape == .scalar)
    let batch = try tensor((0..<8).map(Double.init), 2, 2, 2)
    #expect(try doubles(batch.matmul(a)) == [3, 4, 11, 16, 19, 28, 27, 40])
    #expect(try doubles(a.matmul(batch)) == [4, 7, 8, 15, 16, 19, 36, 43])
  }

  @Test func sortingAndPicking() throws {
    let x = try tensor([3, 1, 2, 9, 8, 7], 2, 3)
    let order = try x.argSorted(1)
    #expect(try doubles(order) == [1, 2, 0, 2, 1, 0])
    #expect(try doubles(x.gathered(along: 1, order)) == [1, 2, 3, 7, 8, 9])
    #expect(try doubles(x.gathered(along: 0, x.argSorted(0))) == [3, 1, 2, 9, 8, 7])
    #expect(try doubles(tensor([.nan, 2, 1]).argSorted(0)) == [2, 1, 0])
    #expect(try doubles(tensor([1, 5, 5]).argMax(0)) == [1])
    #expect(try doubles(tensor([1, .nan, 5]).argMax(0)) == [1])
  }

  @Test func powers() throws {
    let x = try tensor([2, -3])
    #expect(try doubles(x.power(2)) == [4, 9])
    #expect(try doubles(x.power(3)) == [8, -27])
    #expect(try doubles(x.power(-1)) == [0.5, -1.0 / 3])
  }

  @Test func maskedChoices() throws {
    let mask = try tensor([1, 0])
    #expect(try doubles(mask.select(tensor([1, 2]), tensor([.nan, 7]))) == [1, 7])
  }

  @Test func viewsShareMemory() throws {
    let x = Value.tensor(try .full(1, shape: Shape([1000, 1000])))
    let views = try [x.reshaped(to: Shape([1_000_000])), x.sliced(0, 10..<20), x.row(3)]
    #expect(views[1].shape == (try Shape([10, 1000])))
    func address(_ value: Value) throws -> Int {
      try value.tensor().withElements(as: Float.self) { Int(bitPattern: $0.baseAddress) }
    }
    let first = try address(x)
    #expect(try views.map { try address($0) - first } == [0, 40_000, 12_000])
  }

  @Test func batchesSeeCapturedValues() throws {
    let offset = try tensor([100, 200])
    let result = try Batch.map(
      { [try ($0[0] * $0[0]).sum() + offset.sum()] }, [tensor([1, 2, 3, 4], 2, 2)])
    #expect(try doubles(result[0]) == [305, 325])
  }
}
