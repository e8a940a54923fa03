import Foundation
import Tensors

extension ReachableSet {
  /// The corners of one row's set, projected on two outputs, counterclockwise: of a zonotope exactly, of
  /// other sets those of the box. Sides of length zero are left out.
  ///
  /// A zonotope's projection is one too. Its sides are its generators, twice, in the order of their
  /// directions.
  /// - Parameters:
  ///   - row: from 0.
  ///   - first: an output, counted from 0 through the dimensions of a row.
  public func outline(row: Int, _ first: Int, _ second: Int) throws -> [(x: Double, y: Double)] {
    let (lower, upper) = (try lower.tensor(for: "outline"), try upper.tensor(for: "outline"))
    let rows = lower.shape.rank == 0 ? 1 : lower.shape[0]
    let size = lower.count / max(rows, 1)
    for (index, count) in [(row, rows), (first, size), (second, size)]
    where !(0..<count).contains(index) {
      throw TensorError.index(operation: "outline", got: index + 1, size: count)
    }
    let (i, j) = (row * size + first, row * size + second)
    for k in [i, j] where !lower[k].isFinite || !upper[k].isFinite {
      throw UnboundedOutline(row: row + 1, output: k % size + 1)
    }
    guard let zonotope else {
      let corners = [
        (lower[i], lower[j]), (upper[i], lower[j]), (upper[i], upper[j]), (lower[i], upper[j]),
      ]
      return distinct(corners)
    }
    let center = try zonotope.center.tensor(for: "outline")
    let generators = try zonotope.generators.tensor(for: "outline")
    let count = generators.count / max(lower.count, 1)
    // Each generator in the upper half plane: e and -e are the same set of points.
    var sides: [(x: Double, y: Double)] = []
    for k in 0..<count {
      let place = (row * count + k) * size
      let (x, y) = (generators[place + first], generators[place + second])
      guard x != 0 || y != 0 else { continue }
      sides.append(y < 0 || (y == 0 && x < 0) ? (-x, -y) : (x, y))
    }
    sides.sort { atan2($0.y, $0.x) < atan2($1.y, $1.x) }
    // The lowest corner is where all of them are subtracted.
    var corner = (x: center[i], y: center[j])
    for side in sides { corner = (corner.x - side.x, corner.y - side.y) }
    var corners = [(corner.x, corner.y)]
    for side in sides + sides.map({ (-$0.x, -$0.y) }) {
      corner = (corner.x + 2 * side.0, corner.y + 2 * side.1)
      corners.append((corner.x, corner.y))
    }
    // Back at the first.
    if corners.count > 1 { corners.removeLast() }
    return distinct(corners)
  }

  private func distinct(_ corners: [(Double, Double)]) -> [(x: Double, y: Double)] {
    var result: [(x: Double, y: Double)] = []
    for (x, y) in corners where result.last.map({ $0.x != x || $0.y != y }) ?? true {
      result.append((x, y))
    }
    if result.count > 1, let last = result.last, last.x == result[0].x, last.y == result[0].y {
      result.removeLast()
    }
    return result
  }
}

/// A set that reaches to infinity cannot be drawn.
public struct UnboundedOutline: Error, Equatable, CustomStringConvertible {
  /// From 1.
  public let row: Int
  /// From 1.
  public let output: Int
  public var description: String {
    "output \(output) of the reachable set of row \(row) has no finite bounds, and cannot be drawn"
  }
}
