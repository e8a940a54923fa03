extension Tree {
  private static let trunk = "#333333"
  private static let missing = "#AAAAAA"

  /// Lines between joins first, then those to leaves, in their colors.
  func write(_ lines: [TreeLines.Line], to script: inout Script, axes: Axes) throws {
    let drawn = lines.filter { axes.y.holds($0.y.0) && axes.y.holds($0.y.1) }
    let style = "with lines linewidth \(lineWidth)"
    func add(_ some: [TreeLines.Line], _ color: String) {
      guard !some.isEmpty else { return }
      let data = script.addData(some.flatMap { [[$0.x.0, $0.y.0], [$0.x.1, $0.y.1], []] })
      script.addClause("\(data) using 1:2 \(style) linecolor '\(color)'")
    }
    guard let color else {
      add(drawn, Tree.trunk)
      return
    }
    let known = color.filter(axes.color.holds)
    guard !known.isEmpty else {
      throw PlotError.noData(kind: "tree color", label: "", given: color.count)
    }
    func value(_ line: TreeLines.Line) -> Double? { line.leaf.map { color[$0] } }
    add(drawn.filter { $0.leaf == nil }, Tree.trunk)
    if script.isText {
      add(drawn.filter { $0.leaf != nil }, Tree.trunk)
      let ends = drawn.compactMap { line in
        value(line).flatMap { axes.color.holds($0) ? [line.x.1, line.y.1, $0] : nil }
      }
      script.addShades(ends, axis: axes.color)
      return
    }
    add(drawn.filter { value($0).map { !axes.color.holds($0) } ?? false }, Tree.missing)
    script.requireColorBar(for: known)
    let rows = drawn.flatMap { line -> [[Double]] in
      guard let value = value(line), axes.color.holds(value) else { return [] }
      return [[line.x.0, line.y.0, value], [line.x.1, line.y.1, value], []]
    }
    guard !rows.isEmpty else { return }
    let data = script.addData(rows)
    script.addClause("\(data) using 1:2:3 \(style) linecolor palette")
  }

  private var lineWidth: Double {
    switch leaves.count {
    case ..<60: 1.8
    case ..<400: 1.2
    case ..<3000: 0.8
    default: 1
    }
  }

  func writeNames(_ layout: TreeLayout, to script: inout Script, axes: Axes) {
    guard let names, !script.isText, let longest = names.map(\.count).max() else { return }
    // Seven pixels a character, and some air.
    guard leaves.count * (7 * longest + 6) < script.width * 4 / 5 else { return }
    for (leaf, name) in names.enumerated() where axes.y.holds(leaves[leaf]) {
      let place = "\(GnuplotText.number(layout.x[leaf])),\(GnuplotText.number(leaves[leaf]))"
      script.addCommand(
        "set label \(GnuplotText.quoted(name)) at \(place) center offset 0,-0.7 noenhanced "
          + "font ',9' textcolor '#222222'")
    }
    if axes.y.range == nil { script.addCommand("set offsets 0, 0, 0, graph 0.06") }
  }
}
