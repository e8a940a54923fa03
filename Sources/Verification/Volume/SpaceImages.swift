import Foundation
import Tensors

/// The volume of the union of images of three dimensions, between cells of the box around them all: a cell counts as
/// filled where one image holds its corners, and as empty where none reaches it; the others are halved, the largest
/// first.
struct SpaceImages {
  private let images: [Image]
  private static let cells = 4_000_000
  private static let narrow = 1e-3
  /// Of the largest coordinate: more than what outer planes and memberships are rounded by.
  private static let rounding = 1e-10

  /// One image: the planes that it does not cross, and those of a set that it fills.
  fileprivate struct Image {
    let planes: [(normal: [Double], value: Double)]
    let filled: [(normal: [Double], value: Double)]
    /// Where the function is linear: membership is asked of the part itself.
    let part: ImagePart?
    let lower: [Double]
    let upper: [Double]
  }

  init(_ parts: [ImagePart], isContinuous: Bool) throws {
    images = try parts.compactMap { part in
      try Cancellation.check()
      let generators = part.slopes
      let directions = SpaceImages.directions(generators)
      var planes: [(normal: [Double], value: Double)] = []
      for direction in directions {
        guard let support = part.support(direction) else { return nil }
        planes.append((direction, support.value))
      }
      var filled: [(normal: [Double], value: Double)] = []
      if isContinuous, let inner = part.inner() {
        filled = SpaceImages.zonotope(inner.center, inner.generators)
      }
      return Image(
        planes: planes, filled: filled, part: isContinuous && part.isLinear ? part : nil,
        lower: (0..<3).map { -planes[2 * $0 + 1].value },
        upper: (0..<3).map { planes[2 * $0].value })
    }
  }

  func bracket() throws -> (lower: Double, upper: Double) {
    guard let first = images.first else { return (0, 0) }
    var box = (lower: first.lower, upper: first.upper)
    for image in images {
      for k in 0..<3 {
        box.lower[k] = min(box.lower[k], image.lower[k])
        box.upper[k] = max(box.upper[k], image.upper[k])
      }
    }
    guard (box.lower + box.upper).allSatisfy(\.isFinite) else { return (0, .infinity) }
    // Cells are those of a box a little smaller than what comes from outside, which is rounded outward: the rest may be
    // reached.
    let rounding = SpaceImages.rounding * (box.lower + box.upper).reduce(0) { max($0, abs($1)) }
    let whole = (0..<3).reduce(1.0) { $0 * (box.upper[$1] - box.lower[$1]) }
    for k in 0..<3 where box.upper[k] - box.lower[k] > 8 * rounding {
      box.lower[k] += 2 * rounding
      box.upper[k] -= 2 * rounding
    }
    let rest = whole - (0..<3).reduce(1.0) { $0 * (box.upper[$1] - box.lower[$1]) }
    var (filled, left, count) = (0.0, 0.0, 0)
    // Breadth first: all cells of one size before the next.
    var cells = [Cell(lower: box.lower, upper: box.upper, images: Array(images.indices))]
    while !cells.isEmpty {
      var next: [Cell] = []
      left = 0
      for (place, cell) in cells.enumerated() {
        if place % 64 == 0 {
          do { try Cancellation.check() } catch is OutOfTime {
            left += next.reduce(0) { $0 + $1.volume }
            left += cells[place...].reduce(0) { $0 + $1.volume }
            return (filled * (1 - 1e-9), filled + left + rest)
          }
        }
        let reached = cell.images.filter { images[$0].mayReach(cell) }
        if reached.isEmpty { continue }
        if reached.contains(where: { images[$0].fills(cell, rounding) }) {
          filled += cell.volume
          continue
        }
        count += 1
        next += cell.halves(reached)
        left += cell.volume
      }
      if count > SpaceImages.cells || left <= SpaceImages.narrow * filled { break }
      cells = next
    }
    return (filled * (1 - 1e-9), (filled + left + rest) * (1 + 1e-12))
  }

  fileprivate struct Cell {
    let lower: [Double]
    let upper: [Double]
    let images: [Int]

    var volume: Double { (0..<3).reduce(1) { $0 * (upper[$1] - lower[$1]) } }

    func halves(_ images: [Int]) -> [Cell] {
      let widest = (0..<3).max { upper[$0] - lower[$0] < upper[$1] - lower[$1] } ?? 0
      let middle = 0.5 * lower[widest] + 0.5 * upper[widest]
      var (below, above) = (upper, lower)
      below[widest] = middle
      above[widest] = middle
      return [
        Cell(lower: lower, upper: below, images: images),
        Cell(lower: above, upper: upper, images: images),
      ]
    }

    /// The least and the largest value of a linear function.
    func range(_ normal: [Double]) -> (low: Double, high: Double) {
      var (low, high) = (0.0, 0.0)
      for k in 0..<3 {
        let (a, b) = (normal[k] * lower[k], normal[k] * upper[k])
        low += min(a, b)
        high += max(a, b)
      }
      return (low, high)
    }

    /// Of the cell and a margin around it.
    func corners(beyond margin: Double) -> [[Double]] {
      (0..<8).map { corner in
        (0..<3).map { corner >> $0 & 1 == 0 ? lower[$0] - margin : upper[$0] + margin }
      }
    }
  }

  // MARK: Planes

  /// The axes, both ways; the normals of pairs of generators, and directions all around.
  private static func directions(_ generators: [[Double]]) -> [[Double]] {
    var found: [[Double]] = []
    for k in 0..<3 {
      for sign in [1.0, -1] { found.append((0..<3).map { $0 == k ? sign : 0 }) }
    }
    for normal in normals(generators).prefix(60) { found += [normal, normal.map { -$0 }] }
    for k in 0..<40 {
      let z = 1 - (2 * Double(k) + 1) / 40
      let (r, angle) = ((1 - z * z).squareRoot(), Double(k) * 2.399963229728653)
      found.append([r * cos(angle), r * sin(angle), z])
    }
    return found
  }

  private static func normals(_ generators: [[Double]]) -> [[Double]] {
    let long = generators.sorted { length($0) > length($1) }.prefix(24)
    var found: [[Double]] = []
    for (k, a) in long.enumerated() {
      for b in long.dropFirst(k + 1) {
        let normal = [
          a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0],
        ]
        let size = length(normal)
        if size > 1e-12 * length(a) * length(b) { found.append(normal.map { $0 / size }) }
      }
    }
    return found
  }

  private static func length(_ v: [Double]) -> Double {
    v.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// All planes of a zonotope; none if there are too many, or it is flat.
  private static func zonotope(
    _ center: [Double], _ generators: [[Double]]
  ) -> [(normal: [Double], value: Double)] {
    let used = generators.filter { length($0) > 0 }
    guard used.count <= 24 else { return [] }
    return normals(used).flatMap { normal -> [(normal: [Double], value: Double)] in
      let middle = zip(normal, center).reduce(0) { $0 + $1.0 * $1.1 }
      let reach = used.reduce(0.0) { sum, g in
        sum + abs(zip(normal, g).reduce(0) { $0 + $1.0 * $1.1 })
      }
      return [(normal, middle + reach), (normal.map { -$0 }, reach - middle)]
    }
  }
}

extension SpaceImages.Image {
  fileprivate func mayReach(_ cell: SpaceImages.Cell) -> Bool {
    planes.allSatisfy { cell.range($0.normal).low <= $0.value }
  }

  /// - Parameter rounding: how far within the image a cell has to be for that to be certain.
  fileprivate func fills(_ cell: SpaceImages.Cell, _ rounding: Double) -> Bool {
    if !filled.isEmpty {
      return filled.allSatisfy { cell.range($0.normal).high <= $0.value - rounding }
    }
    guard let part, planes.allSatisfy({ cell.range($0.normal).high <= $0.value }) else {
      return false
    }
    return cell.corners(beyond: rounding).allSatisfy(part.contains)
  }
}
