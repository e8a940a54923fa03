import Foundation
import Tensors
import TestSupport

/// The point of Fixtures/iris_check.txt: standardised data, parameters, and the loss and gradient
/// that an independent program computed there.
struct IrisCheck {
  let x: Tensor
  let oneHot: Tensor
  let lambda: Double
  let theta: Tensor
  let loss: Double
  let gradient: [Double]

  init() throws {
    let path = Repository.fixture("iris_check.txt")
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: " ").compactMap { Double($0) } }
    let rows = lines[..<150]
    x = try Tensor(rows.flatMap { $0[..<4] }, shape: Shape([150, 4]), dtype: .float64)
    oneHot = try Tensor(
      rows.flatMap { row in (0..<3).map { Double($0) == row[4] ? 1 : 0 } },
      shape: Shape([150, 3]), dtype: .float64)
    lambda = lines[150][0]
    theta = try Tensor(lines[151], dtype: .float64)
    loss = lines[152][0]
    gradient = lines[153]
  }
}
