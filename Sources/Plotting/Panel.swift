extension Figure {
  /// What marks write into, on a panel of such a size.
  func scratch(for output: Output?, blocks: Int, on page: Page) -> Script {
    var script = Script(isText: false, width: page.width, height: page.height, blocks: blocks)
    if case .text(let columns, let rows) = output {
      script = Script(isText: true, width: columns, height: rows, blocks: blocks)
    }
    script.pointScale = page.scale
    script.budget = max(1_000, 50_000 / max(1, marks.count))
    return script
  }

  /// Throws what keeps marks from being drawn on such axes.
  public func check(_ marks: [any Mark]) throws {
    try checkSpace(marks)
    _ = try settings(written(marks), for: nil, on: Page(self, columns: 1, rows: 1))
  }

  /// Marks as they are drawn on a page of their own.
  func written(_ marks: [any Mark]) throws -> Script {
    var script = scratch(for: nil, blocks: 0, on: Page(self, columns: 1, rows: 1))
    for mark in marks { try mark.write(to: &script, axes: axes) }
    return script
  }

  /// Throws if some marks stand in space and others, or this figure's, do not.
  public func checkSpace(_ marks: [any Mark]) throws {
    guard let first = self.marks.first ?? marks.first else { return }
    if marks.contains(where: { ($0 is Surface) != (first is Surface) }) {
      throw PlotError.value(
        what: "figure with a surface", got: "other layers on its axes",
        expected: "surfaces only (panels stand beside each other)")
    }
  }

  /// What draws the marks on the axes.
  /// - Parameter blocks: of data that there are already.
  func panelCommands(
    for output: Output?, blocks: inout Int, on page: Page
  ) throws -> [String] {
    guard !marks.isEmpty else { throw PlotError.noMarks }
    try checkSpace(marks)
    var script = scratch(for: output, blocks: blocks, on: page)
    for mark in marks { try mark.write(to: &script, axes: axes) }
    blocks = script.blockCount
    return try settings(script, for: output, on: page) + script.preparations + script.drawing
  }

  private func settings(_ script: Script, for output: Output?, on page: Page) throws -> [String] {
    let wide = script.isText ? max(8, script.width - 12) : page.characters(page.width * 4 / 5)
    let tall = script.isText ? wide : page.characters(page.height * 4 / 5)
    var lines: [String] = []
    var title =
      title.isEmpty ? "" : GnuplotText.wrapped(GnuplotText.elided(title, to: 4 * wide), to: wide)
    if script.isText, !axes.y.label.isEmpty, !script.isBare, !script.isSpatial {
      // Characters do not turn: the label stands above its axis.
      title += (title.isEmpty ? "" : "\n") + "↑ " + GnuplotText.wrapped(axes.y.label, to: wide)
    }
    if !title.isEmpty { lines.append("set title \(GnuplotText.quoted(title)) noenhanced") }
    lines += try axisCommands(script, wide, tall)
    if script.isTight { lines.append("set autoscale xfix; set autoscale yfix") }
    if script.startsAtZero && !axes.y.logarithmic && axes.y.range == nil {
      lines.append("set yrange [0:*]")
    }
    if equal && !script.isText { lines.append("set size ratio -1") }
    lines += [
      script.isBare
        ? "unset border; unset tics"
        : "set border \(script.isSpatial ? 4095 : 3) linecolor '#555555'"
    ]
    if script.isSpatial { lines[lines.count - 1] = "set border 127 linecolor '#777777'" }
    if !script.isBare {
      lines.append("set tics nomirror out scale 0.6 textcolor '#222222'")
    }
    let hasGrid = grid && !script.isText && !script.isBare
    lines.append(
      hasGrid ? "set grid linetype 1 linecolor '#DDDDDD' linewidth 0.6" : "unset grid")
    lines.append(legend.command(labels: script.labels, characters: wide))
    if let range = script.colorRange {
      lines += [axes.color.palette.command]
      lines += try axes.color.commands(name: "cb", isText: script.isText, characters: tall)
      let ends = axes.color.colorRange(of: range)
      if axes.color.range == nil { lines.append(axes.color.rangeCommand("cb", ends)) }
      lines += axes.color.shortLogarithmicTics(name: "cb", over: ends)
      lines.append(script.isBare ? "unset colorbox" : "set colorbox noborder")
    }
    return lines
  }

  private func axisCommands(_ script: Script, _ wide: Int, _ tall: Int) throws -> [String] {
    var (x, y) = (axes.x, axes.y)
    if script.isText && !script.isSpatial { y.label = "" }
    if script.isText, let (axis, range) = script.shades {
      let scale =
        "\(Shades.shown(range.lowerBound)) \(String(Shades.characters)) \(Shades.shown(range.upperBound))"
      let line = [axis.label, scale].filter { !$0.isEmpty }.joined(separator: ": ")
      x.label += (x.label.isEmpty ? "" : "\n") + line
    }
    var lines = try x.commands(
      name: "x", extent: script.x, isText: script.isText, characters: wide)
    lines += try y.commands(
      name: "y", extent: script.y, isText: script.isText, characters: tall)
    if script.isSpatial {
      var z = axes.color
      z.range = nil
      lines += try z.commands(name: "z", isText: script.isText, characters: tall)
      if let range = axes.color.range { lines.append(axes.color.rangeCommand("z", range)) }
    }
    return lines
  }
}
