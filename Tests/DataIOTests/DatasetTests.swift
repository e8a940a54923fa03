import DataIO
import Tensors
import Testing

/// `n` samples of two features, 10 * row and 10 * row + 1, in `classes` classes by turns.
func counted(_ n: Int, classes: Int = 2, dtype: DType = .float32) throws -> Dataset {
  let values = (0..<n).flatMap { [Double(10 * $0), Double(10 * $0 + 1)] }
  return try Dataset(
    source: Tensor(values, shape: Shape([n, 2]), dtype: .float64),
    classes: (0..<n).map { Int32($0 % classes + 1) },
    classNames: (1...classes).map { "c\($0)" }, featureNames: ["a", "b"], dtype: dtype)
}

@Suite struct DatasetTests {
  @Test func partsMustFitTogether() throws {
    let x = try Tensor([1, 2, 3, 4], shape: Shape([2, 2]), dtype: .float64)
    func make(
      _ x: Tensor, _ classes: [Int32], names: [String] = ["a", "b"], features: [String] = [],
      dtype: DType = .float32
    ) throws {
      _ = try Dataset(
        source: x, classes: classes, classNames: names, featureNames: features, dtype: dtype)
    }
    try make(x, [1, 2])
    #expect(throws: DataError.self) { try make(x, [1]) }
    #expect(throws: LabelError.self) { try make(x, [1, 3]) }
    #expect(throws: LabelError.self) { try make(x, [-1, 1]) }
    #expect(throws: DataError.self) { try make(x, [1, 1], features: ["one"]) }
    #expect(throws: DataError.self) { try make(x, [1, 1], dtype: .int32) }
    #expect(throws: DataError.self) { try make(Tensor(scalar: 1), [1]) }
    #expect(throws: DataError.self) { try make(Tensor([], shape: Shape([0, 2])), []) }
    #expect(throws: DataError.self) { try make(Tensor([], shape: Shape([2, 0])), [1, 1]) }
    #expect(throws: DataError.self) {
      try make(Tensor([1, 2] as [Int32], shape: Shape([2])), [1, 1])
    }
    let error = #expect(throws: LabelError.self) { try make(x, [0, 1]) }
    #expect(error?.description == "labels: sample 1 has class 0; classes start at 1")
  }

  @Test(arguments: [Double.nan, .infinity, 1e300]) func dataMustBeFiniteInTheirType(value: Double)
    throws
  {
    let x = try Tensor([1, 2, 3, value], shape: Shape([2, 2]), dtype: .float64)
    let error = #expect(throws: DataError.self) {
      try Dataset(source: x, classes: [1, 1], classNames: ["a"], dtype: .float32)
    }
    #expect(error?.description.hasPrefix("data must be finite: row 2, feature 2 is ") == true)
  }

  @Test func imagesKeepTheirShape() throws {
    let x = try Tensor((0..<24).map(Double.init), shape: Shape([2, 3, 2, 2]))
    let data = try Dataset(source: x, classes: [1, 2], classNames: ["a", "b"])
    #expect(data.sampleShape.dimensions == [3, 2, 2])
    #expect(try data.subset([1]).x.doubles == (12..<24).map(Double.init))
    #expect(try data.converted(to: .float64).x.doubles == (0..<24).map(Double.init))
  }

  @Test func numbersAsTargetsKeepTheirDigits() throws {
    let x = try Tensor([1, 2, 3, 4, 5, 6], shape: Shape([3, 2]), dtype: .float64)
    let y = try Tensor([0.1, -7, 2.5], dtype: .float64)
    let data = try Dataset(source: x, targets: y)
    #expect(data.isRegression && data.y.dtype == .float32 && data.classes.isEmpty)
    #expect(try data.converted(to: .float64).y.doubles == [0.1, -7, 2.5])
    #expect(try data.subset([2, 0]).converted(to: .float64).y.doubles == [2.5, 0.1])
    #expect(try data.take(2).converted(to: .float64).y.doubles == [0.1, -7])
    #expect(try data.standardized().converted(to: .float64).y.doubles == [0.1, -7, 2.5])
    let batch = try data.batches(size: 2).batch(1)
    #expect(batch.y.doubles == [2.5] && batch.x.doubles == [5, 6])
    #expect(try data.batches(size: 2, dropLast: true).count == 1)
    let (first, second) = try data.split(0.34, seed: 1)
    #expect(first.count == 1 && second.count == 2)
    #expect(throws: DataError.self) { try data.split(0.34, seed: 1, stratify: true) }
    let matrix = try Dataset(source: x, targets: x, dtype: .float64)
    #expect(try matrix.scaled(targets: true).y.doubles == [0, 0, 0.5, 0.5, 1, 1])
  }

  @Test func numbersAsTargetsMustFit() throws {
    let x = try Tensor([1, 2, 3, 4], shape: Shape([2, 2]), dtype: .float64)
    for targets in [
      try Tensor([1, 2, 3]), try Tensor(scalar: 1),
      try Tensor([1, 2] as [Int32], shape: Shape([2])),
      try Tensor([1, .infinity]), try Tensor([1, 1e300], dtype: .float64),
      try Tensor([], shape: Shape([2, 0])),
    ] {
      #expect(throws: DataError.self) { try Dataset(source: x, targets: targets) }
    }
  }
}
