import DataIO
import Tensors
import Testing

@Suite struct SubsetTests {
  @Test(arguments: [DType.float32, .float64]) func rowsInTheGivenOrder(dtype: DType) throws {
    let data = try counted(5, classes: 5, dtype: dtype).subset([3, 0, 3])
    #expect(data.x.doubles == [30, 31, 0, 1, 30, 31])
    #expect(data.source.doubles == data.x.doubles)
    #expect(data.classes == [4, 1, 4])
    #expect(data.dtype == dtype)
    #expect(data.classNames.count == 5)
  }

  @Test(arguments: [[], [5], [-1], [0, .max], [.min]] as [[Int]])
  func rowsMustExist(rows: [Int]) throws {
    let data = try counted(5)
    #expect(throws: DataError.self) { try data.subset(rows) }
  }

  @Test func takeTheFirst() throws {
    let data = try counted(5)
    #expect(try data.take(2).x.doubles == [0, 1, 10, 11])
    #expect(try data.take(2).classes == [1, 2])
    #expect(try data.subset([4, 3]).take(1).x.doubles == [40, 41])
    #expect(try data.take(5).count == 5)
    for number in [0, 6, -1, .max] {
      #expect(throws: DataError.self) { try data.take(number) }
    }
  }
}
