import Foundation

/// Values as characters, for pictures without color: the denser the character, the larger the
/// value.
enum Shades {
  /// From small to large values.
  static let characters: [Character] = [".", ":", "-", "=", "+", "*", "#", "%", "@"]

  /// Characters of series, in order of use.
  static let series: [Character] = ["o", "x", "+", "*", "#", "@", "%"]

  static func quotedCharacter(of index: Int) -> String { "'\(series[index % series.count])'" }

  /// The position of a value among `count` equal steps of the range, as the axis lays them out.
  static func step(of value: Double, in range: ClosedRange<Double>, axis: Axis, count: Int) -> Int {
    let ends = [range.lowerBound, range.upperBound, value].map {
      axis.logarithmic ? log($0) : $0 / 2
    }
    guard ends[0] < ends[1] else { return 0 }
    let position = max(0, min(1, (ends[2] - ends[0]) / (ends[1] - ends[0]))) * Double(count)
    return min(Int(position), count - 1)
  }

  static func shown(_ value: Double) -> String { String(format: "%.3g", value) }
}

extension Script {
  /// Draws rows of (x, y, value) as characters; a line below the horizontal axis says what they mean.
  mutating func addShades(_ rows: [[Double]], axis: Axis, label: String = "") {
    guard let values = finiteRange(rows.lazy.map { $0[2] }) else { return }
    let range = axis.colorRange(of: values)
    explainShades(range, axis)
    let count = Shades.characters.count
    let steps = Dictionary(grouping: rows) {
      Shades.step(of: $0[2], in: range, axis: axis, count: count)
    }
    for (step, members) in steps.sorted(by: { $0.key < $1.key }) {
      let data = addData(members.map { [$0[0], $0[1]] })
      addClause("\(data) using 1:2 with points pointtype '\(Shades.characters[step])'")
    }
  }
}
