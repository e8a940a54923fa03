import DataIO
import Tensors
import TestSupport
import Testing

@Suite struct SplitTests {
  /// The row that each sample came from.
  func origins(_ data: Dataset) -> [Int] {
    stride(from: 0, to: data.x.count, by: 2).map { Int(data.x[$0]) / 10 }
  }

  @Test(arguments: [0.1, 0.25, 0.5, 0.8, 0.97], [true, false])
  func everySampleIsInOnePart(fraction: Double, stratify: Bool) throws {
    for n in [70, 101] {
      let data = try counted(n, classes: 2)
      let (first, second) = try data.split(fraction, seed: 3, stratify: stratify)
      #expect(first.count == Int((fraction * Double(n)).rounded()))
      #expect((origins(first) + origins(second)).sorted() == Array(0..<n))
      for part in [first, second] {
        #expect(zip(origins(part), part.classes).allSatisfy { $0 % 2 + 1 == Int($1) })
      }
    }
  }

  @Test func classesKeepTheirShare() throws {
    // 60, 30, 9 and 2 samples of four classes.
    let classes = [(1, 60), (2, 30), (3, 9), (4, 2)].flatMap {
      [Int32](repeating: Int32($0.0), count: $0.1)
    }
    let data = try Dataset(
      source: Tensor([Double](repeating: 1, count: 101)), classes: classes,
      classNames: ["a", "b", "c", "d"])
    for fraction in [0.05, 0.3, 0.5, 0.66, 0.9, 0.95] {
      let (first, second) = try data.split(fraction, seed: 1)
      #expect(first.count == Int((fraction * 101).rounded()))
      for (k, size) in [(1, 60), (2, 30), (3, 9), (4, 2)] {
        let share = first.classes.filter { $0 == Int32(k) }.count
        #expect(share >= 1 && share < size)
        let wanted = min(max(fraction * Double(size), 1), Double(size - 1))
        #expect(abs(Double(share) - wanted) <= 2, "class \(k), fraction \(fraction)")
      }
      #expect(second.count == 101 - first.count)
    }
  }

  @Test func irisIsSplitEvenly() throws {
    let iris = try BundledData.iris.load(standardLibrary: Repository.standardLibrary)
    let (train, test) = try iris.split(0.8, seed: 0)
    for k in 1...3 {
      #expect(train.classes.filter { $0 == Int32(k) }.count == 40)
      #expect(test.classes.filter { $0 == Int32(k) }.count == 10)
    }
    // Not sorted by class, so that batches without shuffling are mixed.
    #expect(Set(train.classes.prefix(20)).count == 3)
  }

  @Test func seedDecides() throws {
    let data = try counted(50)
    let first = try data.split(0.5, seed: 7).0
    #expect(try origins(first) == origins(data.split(0.5, seed: 7).0))
    #expect(try origins(first) != origins(data.split(0.5, seed: 8).0))
  }

  @Test(arguments: [0, 1, -0.5, 1.5, .nan, .infinity, 0.001, 0.999])
  func fractionMustLeaveBothParts(fraction: Double) throws {
    let data = try counted(20)
    #expect(throws: DataError.self) { try data.split(fraction, seed: 0) }
  }

  @Test func classesMustFitOnBothSides() throws {
    let data = try counted(10, classes: 5)
    let error = #expect(throws: DataError.self) { try data.split(0.2, seed: 0) }
    #expect(
      error?.description == "stratified split: 2 and 8 samples cannot both hold all 5 classes; "
        + "use stratify = false to split without regard to classes")
    #expect(try data.split(0.2, seed: 0, stratify: false).0.count == 2)
    let single = try counted(11, classes: 10)
    #expect(throws: DataError.self) { try single.split(0.5, seed: 0) }
  }

  @Test func allSamplesOfOneClass() throws {
    let (first, second) = try counted(10, classes: 1).split(0.3, seed: 0)
    #expect(first.count == 3 && second.count == 7)
  }
}
