import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct CholeskyFactorTests {
  /// B^T B + 1, well conditioned.
  private func definite(_ n: Int) -> [Double] {
    let b = (0..<n * n).map { sin(Double($0 * $0 + 1)) }
    return (0..<n * n).map { place in
      let (i, j) = (place / n, place % n)
      return (0..<n).reduce(i == j ? 1 : 0) { $0 + b[$1 * n + i] * b[$1 * n + j] }
    }
  }

  @Test(arguments: [1, 2, 7, 40]) func itSolvesAndHasTheDeterminantOfTheEigenvalues(n: Int) throws {
    let matrix = definite(n)
    let factor = try #require(CholeskyFactor(matrix, dimension: n))
    let x = (0..<n).map { cos(Double($0)) }
    let b = symmetricProduct(matrix, x)
    expectClose(factor.solve(b), x, absolute: 1e-10)
    // |L^-1 b|^2 = b . A^-1 b
    let inner = factor.forward(b).reduce(0) { $0 + $1 * $1 }
    expectClose(inner, zip(b, x).reduce(0) { $0 + $1.0 * $1.1 }, relative: 1e-12)
    let values = try SymmetricEigen(matrix, dimension: n).values
    expectClose(factor.logDeterminant, values.reduce(0) { $0 + log($1) }, relative: 1e-11)
  }

  @Test func theShiftDecidesWhetherItExists() throws {
    let lowest = try SymmetricEigen(definite(9), dimension: 9).values[0]
    #expect(CholeskyFactor(definite(9), dimension: 9, shift: -lowest + 1e-9) != nil)
    #expect(CholeskyFactor(definite(9), dimension: 9, shift: -lowest - 1e-9) == nil)
    #expect(CholeskyFactor([1, 0, 0, .nan], dimension: 2) == nil)
    #expect(CholeskyFactor([1, 2, 2, 1], dimension: 2) == nil)
  }
}
