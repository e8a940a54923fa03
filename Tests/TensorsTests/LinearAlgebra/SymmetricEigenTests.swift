import Tensors
import TestSupport
import Testing

@Suite struct SymmetricEigenTests {
  private func randomSymmetric(_ n: Int, seed: UInt64) -> [Double] {
    var random = CounterRandom(seed: seed)
    var a = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0...i {
        a[i * n + j] = random.normal()
        a[j * n + i] = a[i * n + j]
      }
    }
    return a
  }

  @Test(arguments: [1, 2, 3, 10, 83])
  func vectorsDiagonalise(n: Int) throws {
    let a = randomSymmetric(n, seed: UInt64(n))
    let eigen = try SymmetricEigen(a, dimension: n)
    #expect(eigen.values == eigen.values.sorted())
    for k in 0..<n {
      let v = Array(eigen.vector(k))
      for i in 0..<n {
        let product = (0..<n).reduce(0) { $0 + a[i * n + $1] * v[$1] }
        expectClose(product, eigen.values[k] * v[i], absolute: 1e-12)
      }
      for l in 0...k {
        let dot = zip(v, eigen.vector(l)).reduce(0) { $0 + $1.0 * $1.1 }
        expectClose(dot, k == l ? 1 : 0, absolute: 1e-13)
      }
    }
    let trace = (0..<n).reduce(0) { $0 + a[$1 * n + $1] }
    expectClose(eigen.values.reduce(0, +), trace, absolute: 1e-11)
    let alone = try SymmetricEigen(a, dimension: n, vectors: false)
    #expect(alone.vectors.isEmpty)
    expectClose(alone.values, eigen.values, absolute: 1e-12)
  }

  @Test func aKnownMatrix() throws {
    let eigen = try SymmetricEigen([2, 1, 1, 2], dimension: 2)
    expectClose(eigen.values[0], 1, absolute: 1e-15)
    expectClose(eigen.values[1], 3, absolute: 1e-15)
    let v = Array(eigen.vector(0))
    expectClose(v[0], -v[1], absolute: 1e-15)
  }

  @Test func badMatricesAreErrors() throws {
    #expect(throws: SymmetricEigenError.wrongSize(dimension: 2, expected: 4, got: 3)) {
      try SymmetricEigen([1, 2, 3], dimension: 2)
    }
    #expect(throws: SymmetricEigenError.notFinite(row: 1, column: 0)) {
      try SymmetricEigen([1, 0, .infinity, 1], dimension: 2)
    }
    #expect(throws: SymmetricEigenError.self) { try SymmetricEigen([], dimension: -1) }
    #expect(throws: SymmetricEigenError.self) { try SymmetricEigen([], dimension: Int.max) }
    #expect(try SymmetricEigen([], dimension: 0).values.isEmpty)
  }
}
