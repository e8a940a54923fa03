import DataIO
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct BundledDataTests {
  @Test(arguments: [
    (BundledData.iris, 4, [50, 50, 50]), (.wine, 13, [59, 71, 48]),
    (.breastCancer, 30, [212, 357]),
    (.digits, 64, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]),
  ]) func sizesAndClasses(set: BundledData, features: Int, sizes: [Int]) throws {
    let data = try set.load(standardLibrary: Repository.standardLibrary)
    #expect(data.x.shape.dimensions == [sizes.reduce(0, +), features])
    #expect(data.dtype == .float32)
    #expect(data.featureNames.count == features)
    #expect(data.classNames == set.classNames)
    #expect((1...sizes.count).map { k in data.classes.filter { $0 == Int32(k) }.count } == sizes)
  }

  @Test func irisAsFisherPublishedIt() throws {
    let data = try BundledData.iris.load(
      standardLibrary: Repository.standardLibrary, dtype: .float64)
    #expect(data.x.doubles.prefix(4) == [5.1, 3.5, 1.4, 0.2])
    #expect(data.x.doubles.suffix(4) == [5.9, 3.0, 5.1, 1.8])
    // The two rows in which other copies are wrong.
    #expect(try data.subset([34, 37]).x.doubles == [4.9, 3.1, 1.5, 0.2, 4.9, 3.6, 1.4, 0.1])
    #expect(data.classNames == ["setosa", "versicolor", "virginica"])
    #expect(data.featureNames.first == "sepal_length_cm")
  }

  /// First and last row, and sums, of scikit-learn's load_diabetes(scaled=False).
  @Test func diabetesIsARegression() throws {
    let data = try BundledData.diabetes.load(
      standardLibrary: Repository.standardLibrary, dtype: .float64)
    #expect(data.isRegression && data.classNames.isEmpty && data.classes.isEmpty)
    #expect(data.x.shape.dimensions == [442, 10] && data.y.shape.dimensions == [442])
    #expect(data.x.doubles.prefix(10) == [59, 2, 32.1, 101, 157, 93.2, 38, 4, 4.8598, 87])
    #expect(data.y.doubles.prefix(3) == [151, 75, 141])
    #expect(data.y.doubles.reduce(0, +) == 67243)
    #expect(data.y.doubles.min() == 25 && data.y.doubles.max() == 346)
  }

  @Test func missingAndDamagedFiles() throws {
    let scratch = try Scratch()
    #expect(throws: DataError.self) {
      try BundledData.iris.load(standardLibrary: scratch.folder.path)
    }
    try FileManager.default.createDirectory(
      at: scratch.folder.appendingPathComponent("data"), withIntermediateDirectories: false)
    let path = try scratch.file("a,target\n1,0\n2,1\n", name: "data/iris.csv")
    let error = #expect(throws: DataError.self) {
      try BundledData.iris.load(standardLibrary: scratch.folder.path)
    }
    #expect(
      error?.description
        == "\"\(path)\" is not the bundled data set: expected the classes 0 to 2, found 0, 1")
  }
}
