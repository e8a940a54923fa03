import Foundation

/// Which points of a mark a picture can show.
///
/// Of a line, those that are first, lowest, highest and last in each column of pixels it passes: their line covers the same
/// pixels. Where it passes a column again and again, only the pieces that reach a pixel that no piece reached before. Of
/// points, one in each cell of pixels. The outermost points at all sides always stay.
struct Thinning {
  /// Of the picture.
  var width: Int
  var height: Int
  /// Points that may stay.
  var budget: Int

  /// Above this many points.
  static let threshold = 5_000

  /// A coordinate as a share of the axis: below 0 or above 1 outside of it.
  struct Scale {
    private let low: Double
    private let factor: Double
    private let logarithmic: Bool

    init(_ values: [Double], _ axis: Axis) {
      logarithmic = axis.logarithmic
      let ends = axis.range ?? finiteRange(values) ?? 0...1
      low = logarithmic ? log10(ends.lowerBound) : ends.lowerBound
      let high = logarithmic ? log10(ends.upperBound) : ends.upperBound
      // Twice a half: the difference may be beyond the largest number.
      let factor = high / 2 > low / 2 ? 0.5 / (high / 2 - low / 2) : 0
      self.factor = factor.isFinite ? factor : 0
    }

    func callAsFunction(_ value: Double) -> Double {
      ((logarithmic ? log10(value) : value) - low) * factor
    }
  }

  /// Indices of a line's points, in order, with -1 for gaps; nil for all of them.
  func line(x: [Double], y: [Double], axes: Axes) -> [Int]? {
    let columns = max(64, min(2 * width, budget / 4))
    guard x.count > max(Thinning.threshold, 4 * columns) else { return nil }
    let across = Scale(x, axes.x)
    let ends = outermost(x)
    var kept: [Int] = []
    var run: (first: Int, low: Int, high: Int, last: Int)?
    var column = 0
    func finish() {
      guard let done = run else { return }
      var places = [done.first, done.low, done.high, done.last]
      places += ends.filter { $0 > done.first && $0 < done.last }
      for place in Set(places).sorted() { kept.append(place) }
      run = nil
    }
    for place in x.indices {
      guard x[place].isFinite, y[place].isFinite else {
        finish()
        if kept.last != -1 { kept.append(-1) }
        continue
      }
      let next = Int(max(-1, min(2, across(x[place]))) * Double(columns))
      if next != column { finish() }
      column = next
      guard var longer = run else {
        run = (place, place, place, place)
        continue
      }
      if y[place] < y[longer.low] { longer.low = place }
      if y[place] > y[longer.high] { longer.high = place }
      longer.last = place
      run = longer
    }
    finish()
    return kept.count > 8 * columns ? covering(kept, x, y, axes) : kept
  }

  /// Of a line's points, the pieces that reach new pixels.
  private func covering(_ kept: [Int], _ x: [Double], _ y: [Double], _ axes: Axes) -> [Int] {
    let (across, up) = (Scale(x, axes.x), Scale(y, axes.y))
    var fineness = 1.0
    while true {
      let columns = Int(Double(width) * fineness) + 1
      let rows = Int(Double(height) * fineness) + 1
      var isCovered = [Bool](repeating: false, count: columns * rows)
      let outer = Set(outermost(x) + outermost(y))
      var result: [Int] = []
      for (start, end) in zip(kept, kept.dropFirst()) where start >= 0 && end >= 0 {
        let from = (across(x[start]), up(y[start]))
        let to = (across(x[end]), up(y[end]))
        var isNew = outer.contains(start) || outer.contains(end)
        if let (a, b) = clipped(from, to) {
          let (dx, dy) = ((b.0 - a.0) * Double(columns - 1), (b.1 - a.1) * Double(rows - 1))
          let steps = max(1, Int(max(abs(dx), abs(dy)).rounded(.up)))
          let (x, y) = (a.0 * Double(columns - 1), a.1 * Double(rows - 1))
          let (xStep, yStep) = (dx / Double(steps), dy / Double(steps))
          isCovered.withUnsafeMutableBufferPointer { covered in
            for step in 0...steps {
              let column = Int(x + xStep * Double(step))
              let row = Int(y + yStep * Double(step))
              let cell = max(0, min(rows - 1, row)) * columns + max(0, min(columns - 1, column))
              if !covered[cell] {
                covered[cell] = true
                isNew = true
              }
            }
          }
        }
        guard isNew else { continue }
        if result.last != start { result += result.isEmpty ? [start] : [-1, start] }
        result.append(end)
      }
      if result.count <= 2 * budget || fineness < 0.3 { return result }
      fineness /= 2
    }
  }

  /// The part of a piece inside of the picture; nil for none.
  private func clipped(_ a: (Double, Double), _ b: (Double, Double))
    -> ((Double, Double), (Double, Double))?
  {
    var (from, to) = (0.0, 1.0)
    func clip(_ start: Double, _ end: Double) -> Bool {
      let change = end - start
      if change == 0 { return start >= 0 && start <= 1 }
      let (enters, leaves) = (-start / change, (1 - start) / change)
      from = max(from, min(enters, leaves))
      to = min(to, max(enters, leaves))
      return from <= to
    }
    guard clip(a.0, b.0), clip(a.1, b.1) else { return nil }
    let (dx, dy) = (b.0 - a.0, b.1 - a.1)
    // Of points very far away not much is exact.
    func at(_ part: Double) -> (Double, Double)? {
      let (x, y) = (a.0 + dx * part, a.1 + dy * part)
      return x.isNaN || y.isNaN ? nil : (max(0, min(1, x)), max(0, min(1, y)))
    }
    guard let start = at(from), let end = at(to) else { return nil }
    return (start, end)
  }

  /// Indices of points, in order, and how many stand for each; nil for all of them.
  /// - Parameter topmost: whether of the points in a cell the last one is seen, and not the one in its middle.
  func points(x: [Double], y: [Double], axes: Axes, topmost: Bool) -> [(place: Int, count: Int)]? {
    guard x.count > Thinning.threshold else { return nil }
    let (across, up) = (Scale(x, axes.x), Scale(y, axes.y))
    var size = 1.0
    while true {
      let columns = Double(width) / size
      let rows = Double(height) / size
      let stride = Int(columns) + 1
      var best = [Int32](repeating: -1, count: stride * (Int(rows) + 1))
      var counts = [Int32](repeating: 0, count: best.count)
      var distances = [Float](repeating: .infinity, count: topmost ? 0 : best.count)
      for place in x.indices where x[place].isFinite && y[place].isFinite {
        let (u, v) = (across(x[place]), up(y[place]))
        guard u >= 0, u <= 1, v >= 0, v <= 1 else { continue }
        let cell = Int(v * rows) * stride + Int(u * columns)
        counts[cell] += 1
        if topmost {
          best[cell] = Int32(place)
        } else {
          let (du, dv) = (u * columns, v * rows)
          let (a, b) = (du - du.rounded(.down) - 0.5, dv - dv.rounded(.down) - 0.5)
          let distance = Float(a * a + b * b)
          if distance < distances[cell] {
            distances[cell] = distance
            best[cell] = Int32(place)
          }
        }
      }
      let used = best.count { $0 >= 0 }
      if used > budget, size < 8 {
        size *= 1.5
        continue
      }
      var kept: [Int: Int] = [:]
      for place in outermost(x) + outermost(y) { kept[place] = 1 }
      for (place, count) in zip(best, counts) where place >= 0 { kept[Int(place)] = Int(count) }
      return kept.sorted { $0.key < $1.key }.map { (place: $0.key, count: $0.value) }
    }
  }

  private func outermost(_ values: [Double]) -> [Int] {
    var low: Int?
    var high: Int?
    for (place, value) in values.enumerated() where value.isFinite {
      if low.map({ value < values[$0] }) ?? true { low = place }
      if high.map({ value > values[$0] }) ?? true { high = place }
    }
    return [low, high].compactMap { $0 }
  }
}

/// From the least to the greatest finite value; nil if there is none.
func finiteRange(_ values: some Sequence<Double>) -> ClosedRange<Double>? {
  var ends: (low: Double, high: Double)?
  for value in values where value.isFinite {
    ends = ends.map { (min($0.low, value), max($0.high, value)) } ?? (value, value)
  }
  return ends.map { $0.low...$0.high }
}
