import Foundation

extension Script {
  /// A line on which x and y are equal, drawn when all values on the axes are known.
  struct Diagonal: Sendable {
    /// Of its data.
    var block: String
    /// Of two points that the axes reach.
    var ends: String
  }

  /// How gnuplot draws a point that is not seen.
  static let unseen = "with points pointtype 0 pointsize 0 linecolor '#FFFFFFFF'"

  /// Adds the line on which x and y are equal.
  mutating func addDiagonal(_ look: String, label: String) {
    let diagonal = Diagonal(block: nextBlock(), ends: nextBlock())
    diagonals.append(diagonal)
    addClause("\(diagonal.block) using 1:2 with lines \(look) noautoscale", label: label)
    addClause("\(diagonal.ends) using 1:2 \(Script.unseen)")
  }

  /// Draws what all marks together decide.
  mutating func finish(_ axes: Axes) {
    guard !diagonals.isEmpty else { return }
    // From end to end of the data, both axes hold it.
    let data = axes.x.range ?? x.range ?? 0...1
    let shown = [data.lowerBound, data.upperBound].filter { axes.x.holds($0) && axes.y.holds($0) }
    reach(y: axes.y.range == nil ? shown : [])
    // Axes end at round numbers beyond the data; what is outside of them is cut off.
    let (low, high) = (axes.x.place(data.lowerBound), axes.x.place(data.upperBound))
    let margin = 2 * max(high - low, 1e-3 * max(abs(low), abs(high)))
    let steps = axes.x.logarithmic == axes.y.logarithmic ? 1 : 500
    let line = (0...steps).map { step in
      axes.x.value(low - margin + (high - low + 2 * margin) * Double(step) / Double(steps))
    }.filter { axes.x.holds($0) && axes.y.holds($0) }
    for diagonal in diagonals {
      setData(diagonal.block, line.map { [$0, $0] })
      setData(diagonal.ends, shown.map { [$0, $0] })
    }
    addCommand("set clip two")
  }
}
