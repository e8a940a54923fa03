import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct SymmetricTridiagonalTests {
  /// The second difference has the eigenvalues 2 - 2 cos(k pi / (n + 1)).
  @Test(arguments: [1, 2, 30]) func itHasTheExtremesOfTheSecondDifference(n: Int) {
    let matrix = SymmetricTridiagonal(
      diagonal: [Double](repeating: 2, count: n),
      offDiagonal: [Double](repeating: -1, count: n - 1))
    let angle = Double.pi / Double(n + 1)
    expectClose(matrix.lowest, 2 - 2 * cos(angle), absolute: 1e-14)
    expectClose(matrix.highest, 2 - 2 * cos(Double(n) * angle), absolute: 1e-14)
    let vector = matrix.vector(of: matrix.lowest)
    let norm = (2 / Double(n + 1)).squareRoot()
    expectClose(
      vector.map(abs), (1...n).map { norm * sin(Double($0) * angle) }, absolute: 1e-10)
  }

  @Test func zeroAndUncoupledMatrices() {
    let zero = SymmetricTridiagonal(diagonal: [0, 0], offDiagonal: [0])
    #expect(zero.lowest == 0 && zero.highest == 0)
    let two = SymmetricTridiagonal(diagonal: [3, -1], offDiagonal: [0])
    expectClose(two.lowest, -1, absolute: 1e-15)
    expectClose(two.highest, 3, absolute: 1e-15)
    expectClose(two.vector(of: -1).map(abs), [0, 1], absolute: 1e-12)
  }
}
