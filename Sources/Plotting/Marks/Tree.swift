import Foundation

/// A disconnectivity graph: leaves end at their energies, and join where a flood to that energy connects them (Becker and
/// Karplus, J. Chem. Phys. 106, 1495 (1997)). The lowest leaf stands in the middle; parts that are not connected stand side
/// by side, each with a stem to the top.
///
/// Positions from left to right mean nothing: the horizontal axis has no numbers.
public struct Tree: Mark, Equatable {
  /// How joins are drawn.
  public enum Joins: String, Sendable, CaseIterable {
    /// Lines lean from the join towards its children.
    case sloped
    /// A line across, and lines down.
    case square
  }

  public var leaves: [Double]
  /// Energies of the joins, in order.
  public var joins: [Double]
  /// Of leaves, then of joins: the number, from 0, of the later node in which each ends; -1 for none. Joins are counted on
  /// from the leaves.
  public var parents: [Int]
  /// One value a leaf that decides its color, gray where it is NaN; nil for one color.
  public var color: [Double]?
  /// Written below the leaves where there is room for all of them.
  public var names: [String]?
  public var style: Joins

  public init(
    leaves: [Double], joins: [Double], parents: [Int], color: [Double]? = nil,
    names: [String]? = nil, style: Joins = .sloped
  ) {
    self.leaves = leaves
    self.joins = joins
    self.parents = parents
    self.color = color
    self.names = names
    self.style = style
  }

  public func write(to script: inout Script, axes: Axes) throws {
    try check(axes)
    let energies = leaves + joins
    script.observe(x: [], y: energies.filter(axes.y.holds))
    let layout = TreeLayout(energies: energies, parents: parents, leaves: leaves.count)
    let scale = try scale(axes, rows: script.height)
    var lines = TreeLines(columns: script.width, leaves: leaves.count, row: scale.row)
    draw(energies, layout, scale, into: &lines)
    lines.finish()
    try write(lines.lines, to: &script, axes: axes)

    script.addCommand("unset xtics")
    script.addCommand("set grid noxtics")
    script.addCommand("set border 2 linecolor '#555555'")
    if axes.x.range == nil {
      let margin = 0.02 * Double(leaves.count) + 0.2
      script.addCommand(
        "set xrange [\(-margin):\(Double(leaves.count) + margin)]")
    }
    writeNames(layout, to: &script, axes: axes)
  }

  /// The vertical axis: how energies are laid out, and how far lines lean.
  private struct Scale {
    var place: (Double) -> Double
    var energy: (Double) -> Double
    var low: Double
    var high: Double
    var rows: Int

    func row(_ energy: Double) -> Int {
      guard high > low, (high - low).isFinite else { return 0 }
      let share = (high - place(energy)) / (high - low)
      return Int(max(-1, min(2, share)) * Double(rows))
    }

    /// Where a line that leaves `top` ends to lean.
    func knee(_ top: Double, drop: Double, end: Double) -> Double {
      let lean = (high - low) / 24
      let lowest = max(place(top) - lean, place(end))
      return min(top, max(end, top - drop, energy(lowest)))
    }
  }

  public var table: Table {
    var table = Table()
    table["energy"] = leaves + joins
    // Counted from 1 as everything that a user sees; 0 for none.
    table["parent"] = parents.map { Double($0 + 1) }
    table["value"] = color
    table.names = names ?? []
    return table
  }

  private func check(_ axes: Axes) throws {
    func refuse(_ what: String, _ got: String, _ expected: String) throws -> Never {
      throw PlotError.value(what: what, got: got, expected: expected)
    }
    guard !leaves.isEmpty else { throw PlotError.noData(kind: "tree", label: "", given: 0) }
    if axes.x.logarithmic { try refuse("x axis of a tree", "logarithmic", "no scale") }
    for (what, count, expected) in [
      ("parents", parents.count, leaves.count + joins.count),
      ("color", color?.count ?? leaves.count, leaves.count),
      ("names", names?.count ?? leaves.count, leaves.count),
    ] where count != expected {
      throw PlotError.lengthMismatch(
        kind: "tree", first: "nodes", firstCount: expected, second: what, secondCount: count)
    }
    var hasChild = [Bool](repeating: false, count: joins.count)
    for (node, parent) in parents.enumerated() where parent != -1 {
      guard parent >= leaves.count, parent > node, parent < parents.count else {
        try refuse("parent of node \(node)", "\(parent)", "-1, or a join after it")
      }
      hasChild[parent - leaves.count] = true
    }
    if let empty = hasChild.firstIndex(of: false) {
      try refuse("children of node \(leaves.count + empty)", "0", "1 or more")
    }
    if let energy = (leaves + joins).first(where: { !$0.isFinite }) {
      try refuse("energy of a tree", "\(energy)", "a finite number")
    }
    for (node, parent) in parents.enumerated() where parent >= 0 {
      let energy = node < leaves.count ? leaves[node] : joins[node - leaves.count]
      guard energy <= joins[parent - leaves.count] else {
        try refuse(
          "energy of node \(node)", "\(energy)",
          "at most that of its parent, \(joins[parent - leaves.count])")
      }
    }
    if zip(joins, joins.dropFirst()).contains(where: { $0 > $1 }) {
      try refuse("joins of a tree", "an energy below the one before", "energies in order")
    }
  }

  private func scale(_ axes: Axes, rows: Int) throws -> Scale {
    let drawn = (leaves + joins).filter(axes.y.holds)
    guard let low = drawn.min(), let high = drawn.max() else {
      throw PlotError.noData(kind: "tree", label: "", given: leaves.count)
    }
    // Stems above the roots, and a height where all energies are one.
    let isLog = axes.y.logarithmic
    let place: (Double) -> Double = isLog ? { $0 > 0 ? log10($0) : -.infinity } : { $0 }
    let energy: (Double) -> Double = isLog ? { pow(10, $0) } : { $0 }
    var (bottom, top) = (place(low), place(high))
    let spread = top > bottom ? top - bottom : max(abs(top) * 0.1, 1e-3)
    top += 0.04 * spread
    if let range = axes.y.range {
      bottom = place(range.lowerBound)
      top = max(top, place(range.upperBound))
    }
    return Scale(place: place, energy: energy, low: bottom, high: top, rows: rows)
  }

  private func draw(
    _ energies: [Double], _ layout: TreeLayout, _ scale: Scale, into lines: inout TreeLines
  ) {
    var isHidden = [Bool](repeating: false, count: energies.count)
    /// What a line down to a node ends at, and whose color it has: a narrow subtree is a leaf.
    func end(_ node: Int, _ lines: TreeLines) -> (energy: Double, leaf: Int?) {
      guard node < leaves.count || lines.isNarrow(layout.width[node]) else {
        return (energies[node], nil)
      }
      return (energies[layout.lowest[node]], layout.lowest[node])
    }
    let stem = scale.energy(scale.high)
    for root in layout.children(of: nil) {
      let (bottom, leaf) = end(root, lines)
      lines.add(x: layout.x[root], from: stem, to: bottom, leaf: leaf)
      isHidden[root] = leaf != nil
    }
    for node in stride(from: energies.count - 1, through: leaves.count, by: -1) {
      let top = energies[node]
      for child in layout.children(of: node) {
        guard !isHidden[node] else {
          isHidden[child] = true
          continue
        }
        let (bottom, leaf) = end(child, lines)
        isHidden[child] = leaf != nil
        let x = layout.x[child]
        switch style {
        case .sloped:
          let knee = scale.knee(top, drop: layout.drop[node], end: bottom)
          lines.add(from: (layout.x[node], top), to: (x, knee), leaf: leaf)
          lines.add(x: x, from: knee, to: bottom, leaf: leaf)
        case .square:
          lines.add(from: (layout.x[node], top), to: (x, top), leaf: nil)
          lines.add(x: x, from: top, to: bottom, leaf: leaf)
        }
      }
    }
  }
}
