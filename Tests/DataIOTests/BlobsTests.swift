import DataIO
import Tensors
import Testing

@Suite struct BlobsTests {
  @Test func sharedEvenly() throws {
    let data = try Blobs(count: 11, centers: 3, features: 4).generate(seed: 0)
    #expect(data.x.shape.dimensions == [11, 4])
    #expect((1...3).map { k in data.classes.filter { $0 == Int32(k) }.count } == [4, 4, 3])
  }

  @Test func meanAndDeviationOfACloud() throws {
    let data = try Blobs(count: 4000, centers: 1, features: 1, deviation: 2)
      .generate(seed: 3, dtype: .float64)
    let x = data.x.doubles
    let mean = x.reduce(0, +) / 4000
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4000
    #expect(abs(mean) < 10.2)
    // The deviation of the variance of 4000 normal numbers is 0.09 here.
    #expect(abs(variance - 4) < 0.4)
  }

  @Test func withoutDeviationAllAreAtTheirCenter() throws {
    let data = try Blobs(count: 6, centers: 2, features: 1, deviation: 0).generate(seed: 1)
    #expect(Set(data.x.doubles).count == 2)
    #expect(
      try data.x.doubles
        == Blobs(count: 6, centers: 2, features: 1, deviation: 0).generate(seed: 1).x.doubles)
  }

  @Test func argumentsOutOfRange() {
    #expect(throws: DataError.self) { try Blobs(count: 2, centers: 3).generate(seed: 0) }
    #expect(throws: DataError.self) { try Blobs(centers: 0).generate(seed: 0) }
    #expect(throws: DataError.self) { try Blobs(features: 0).generate(seed: 0) }
    #expect(throws: DataError.self) { try Blobs(centers: .max, features: .max).generate(seed: 0) }
    #expect(throws: DataError.self) { try Blobs(deviation: -1).generate(seed: 0) }
  }
}
