/// Where a grid's values are at least a level: closed lines with those places at their left, through points that are
/// interpolated between neighbors (marching squares). Places without a value belong to nothing.
struct Isolines {
  struct Ring {
    /// Fractions of columns and rows, counted from 0.
    var u: [Double]
    var v: [Double]
    /// Whether a point lies where the values end, and not between two of them.
    var isEdge: [Bool]
    /// In cells; negative for a hole.
    var area: Double
  }

  let grid: Grid
  private let columns: Int
  private let rows: Int

  init(_ grid: Grid) {
    self.grid = grid
    columns = grid.x.count
    rows = grid.y.count
  }

  /// Rows and columns go from -1 to their number: around the grid there is nothing.
  private func value(_ i: Int, _ j: Int) -> Double {
    guard i >= 0, j >= 0, i < rows, j < columns else { return .nan }
    return grid.values[i * columns + j]
  }

  func rings(from level: Double) -> [Ring] {
    /// From each crossed edge to the next one. Edges have a number: that of their first corner, twice, and 1 more if they go up.
    var next: [Int: Int] = [:]
    let width = columns + 2
    for i in -1..<rows {
      for j in -1..<columns {
        let corners = [value(i, j), value(i, j + 1), value(i + 1, j + 1), value(i + 1, j)]
        let isIn = corners.map { $0.isFinite && $0 >= level }
        guard isIn.contains(true), isIn.contains(false) else { continue }
        func number(_ i: Int, _ j: Int, up: Bool) -> Int {
          ((i + 1) * width + j + 1) * 2 + (up ? 1 : 0)
        }
        let edges = [
          number(i, j, up: false), number(i, j + 1, up: true), number(i + 1, j, up: false),
          number(i, j, up: true),
        ]
        let leaving = (0..<4).filter { isIn[$0] && !isIn[($0 + 1) % 4] }
        let entering = (0..<4).filter { !isIn[$0] && isIn[($0 + 1) % 4] }
        let middle = corners[0] / 4 + corners[1] / 4 + corners[2] / 4 + corners[3] / 4
        let isJoined = middle.isFinite && middle >= level
        for edge in leaving {
          // The entry before it around the cell, or, where the middle belongs to both, the one after it.
          let before = (1...4).lazy.map { (edge + 4 - $0) % 4 }.first(where: entering.contains)
          let after = (1...4).lazy.map { (edge + $0) % 4 }.first(where: entering.contains)
          if let target = isJoined ? after : before { next[edges[edge]] = edges[target] }
        }
      }
    }
    return traced(next, level, width)
  }

  private func traced(_ next: [Int: Int], _ level: Double, _ width: Int) -> [Ring] {
    var rest = next
    return next.keys.sorted().compactMap { start in
      guard rest[start] != nil else { return nil }
      var ring = Ring(u: [], v: [], isEdge: [], area: 0)
      var edge = start
      while let following = rest.removeValue(forKey: edge) {
        let (i, j) = (edge / 2 / width - 1, edge / 2 % width - 1)
        let (di, dj) = edge % 2 == 1 ? (1, 0) : (0, 1)
        let (a, b) = (value(i, j), value(i + di, j + dj))
        var part: Double
        if a.isFinite && b.isFinite {
          part = b == a ? 0.5 : (level / 2 - a / 2) / (b / 2 - a / 2)
        } else {
          part = a.isFinite && a >= level ? 0 : 1
        }
        part = max(0, min(1, part))
        ring.u.append(Double(j) + part * Double(dj))
        ring.v.append(Double(i) + part * Double(di))
        ring.isEdge.append(!(a.isFinite && b.isFinite))
        edge = following
      }
      for k in ring.u.indices {
        let l = (k + 1) % ring.u.count
        ring.area += (ring.u[k] * ring.v[l] - ring.u[l] * ring.v[k]) / 2
      }
      return ring
    }
  }

  /// The points of a ring at the grid's coordinates; closed.
  func points(_ ring: Ring) -> [[Double]] {
    let places = ring.u.indices.map {
      [coordinate(ring.u[$0], grid.x), coordinate(ring.v[$0], grid.y)]
    }
    return places + places.prefix(1)
  }

  /// The part of a ring that is a line of equal value, without what runs where the values end.
  func line(_ ring: Ring) -> [[Double]] {
    let points = points(ring)
    var rows: [[Double]] = []
    for k in ring.u.indices {
      let l = (k + 1) % ring.u.count
      if ring.isEdge[k] || ring.isEdge[l] {
        if rows.last?.isEmpty == false { rows.append([]) }
        continue
      }
      if rows.last != points[k] { rows.append(points[k]) }
      rows.append(points[k + 1])
    }
    return rows.isEmpty || rows.last?.isEmpty == true ? rows : rows + [[]]
  }

  private func coordinate(_ place: Double, _ values: [Double]) -> Double {
    let low = max(0, min(values.count - 1, Int(place)))
    let part = place - Double(low)
    guard part > 0, low + 1 < values.count else { return values[low] }
    return values[low] * (1 - part) + values[low + 1] * part
  }
}
