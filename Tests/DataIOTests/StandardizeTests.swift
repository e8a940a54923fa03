import DataIO
import Tensors
import TestSupport
import Testing

@Suite struct StandardizeTests {
  func dataset(_ values: [Double], features: Int, dtype: DType = .float64) throws -> Dataset {
    let n = values.count / features
    return try Dataset(
      source: Tensor(values, shape: Shape([n, features]), dtype: .float64),
      classes: [Int32](repeating: 1, count: n), classNames: ["a"], dtype: dtype)
  }

  @Test func populationDeviation() throws {
    // Mean 5, population deviation 2 (the sample deviation is 2.138).
    let data = try dataset([2, 4, 4, 4, 5, 5, 7, 9], features: 1).standardized()
    #expect(data.x.doubles == [-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2])
  }

  @Test(arguments: BundledData.allCases) func meanZeroDeviationOne(set: BundledData) throws {
    let data = try set.load(standardLibrary: Repository.standardLibrary, dtype: .float64)
      .standardized()
    let features = data.x.count / data.count
    let x = data.x.doubles
    for feature in 0..<features {
      let column = stride(from: feature, to: x.count, by: features).map { x[$0] }
      let mean = column.reduce(0, +) / Double(column.count)
      let square = column.reduce(0) { $0 + $1 * $1 } / Double(column.count)
      expectClose(mean, 0, absolute: 1e-12)
      // Some pixels of the digits are always 0.
      let isConstant = set == .digits && column.allSatisfy { $0 == 0 }
      expectClose(square, isConstant ? 0 : 1, absolute: 1e-12)
    }
  }

  @Test func statisticsOfTheOther() throws {
    let train = try dataset([0, 10, 2, 30], features: 2)
    let test = try dataset([4, 20], features: 2)
    #expect(try test.standardized(like: train).x.doubles == [3, 0])
    #expect(try test.scaled(like: train).x.doubles == [2, 0.5])
  }

  @Test func constantFeatureIsDividedByOne() throws {
    let data = try dataset([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], features: 1)
    #expect(try data.standardized().x.doubles.allSatisfy { $0 == 0 })
    #expect(try data.scaled().x.doubles.allSatisfy { $0 == 0 })
    let other = try dataset([3.1], features: 1)
    #expect(try other.standardized(like: data).x.doubles == [3])
    #expect(try other.scaled(like: data).x.doubles == [3])
  }

  @Test func scaledGoesFromZeroToOne() throws {
    #expect(
      try dataset([-1, 5, 1, 7, 0, 9], features: 2).scaled().x.doubles == [0, 0, 1, 0.5, 0.5, 1])
  }

  @Test func roundedOnlyAtTheEnd() throws {
    let values = (0..<100).map { 1e6 + Double($0) * 0.01 }
    let double = try dataset(values, features: 1).standardized()
    let single = try dataset(values, features: 1, dtype: .float32).standardized()
    #expect(single.x.dtype == .float32)
    #expect(zip(single.x.doubles, double.x.doubles).allSatisfy { $0 == Double(Float($1)) })
  }

  @Test func shapesMustAgree() throws {
    let data = try dataset([1, 2, 3, 4], features: 2)
    let other = try dataset([1, 2, 3], features: 3)
    let error = #expect(throws: DataError.self) { try data.standardized(like: other) }
    #expect(error == .features(expected: "3", got: "2"))
    #expect(throws: DataError.self) { try data.scaled(like: other) }
  }

  @Test func spreadBeyondTheRangeIsAnError() throws {
    let data = try dataset([-1.7e308, 1.7e308], features: 1)
    #expect(throws: DataError.self) { try data.standardized() }
    #expect(throws: DataError.self) { try data.scaled() }
  }
}
