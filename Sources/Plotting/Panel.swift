extension Figure {
  /// What marks write into, on a panel of such a size.
  func scratch(for output: Output?, blocks: Int, on page: Page) -> Script {
    var script = Script(isText: false, width: page.width, height: page.height, blocks: blocks)
    if case .text(let columns, let rows) = output {
      script = Script(isText: true, width: columns, height: rows, blocks: blocks)
    }
    script.window = (axes.x.range, axes.y.range)
    script.pointScale = page.scale
    script.budget = max(1_000, 50_000 / max(1, marks.count))
    return script
  }

  /// Throws what keeps marks from being drawn on such axes.
  public func check(_ marks: [any Mark]) throws {
    try checkSpace(marks)
    _ = try settings(written(marks), in: AxisRooms(), on: Page(self, columns: 1, rows: 1))
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

  /// The marks as they are drawn on the axes.
  /// - Parameter blocks: of data that there are already.
  func panelScript(for output: Output?, blocks: inout Int, on page: Page) throws -> Script {
    guard !marks.isEmpty else { throw PlotError.noMarks }
    try checkSpace(marks)
    var script = scratch(for: output, blocks: blocks, on: page)
    for mark in marks { try mark.write(to: &script, axes: axes) }
    script.finish(axes)
    blocks = script.blockCount
    return script
  }

  /// What draws the marks on the axes.
  /// - Parameter box: pixels of what the axes enclose, if that is given; else what is left of the page.
  func panelCommands(
    _ script: Script, on page: Page, box: (width: Double, height: Double)? = nil
  ) throws -> [String] {
    var script = script
    let (wide, _) = characters(script, on: page)
    script.labelLength = legend.length(labels: script.labels, characters: wide)
    let rooms =
      if script.isText {
        AxisRooms(
          box: (Double(script.width - 10), Double(script.height - 4)), letter: (1, 1))
      } else {
        AxisRooms(box: box ?? margins(script, on: page).box(of: page), letter: page.letter)
      }
    return try settings(script, in: rooms, on: page)
      + (box == nil ? rightMargin(script, on: page) : []) + script.preparations + script.drawing
  }

  /// Characters of a line above and below a picture, and at its sides.
  func characters(_ script: Script, on page: Page) -> (wide: Int, tall: Int) {
    guard !script.isText else { return (max(8, script.width - 12), max(8, script.width - 12)) }
    return (page.characters(page.width * 4 / 5), page.characters(page.height * 4 / 5))
  }

  /// The title in lines.
  func titleText(_ script: Script, _ wide: Int) -> String {
    title.isEmpty ? "" : GnuplotText.wrapped(GnuplotText.elided(title, to: 4 * wide), to: wide)
  }

  private func settings(_ script: Script, in rooms: AxisRooms, on page: Page) throws -> [String] {
    let (wide, tall) = characters(script, on: page)
    var lines: [String] = []
    var title = titleText(script, wide)
    let upwards = script.isSpatial ? axes.color.label : axes.y.label
    if script.isText, !upwards.isEmpty, !script.isBare {
      // Characters do not turn: the label stands above its axis.
      title += (title.isEmpty ? "" : "\n") + "↑ " + GnuplotText.wrapped(upwards, to: wide)
    }
    if !title.isEmpty { lines.append("set title \(GnuplotText.quoted(title)) noenhanced") }
    lines += try axisCommands(script, in: rooms, wide, tall)
    if script.isTight { lines.append("set autoscale xfix; set autoscale yfix") }
    if script.startsAtZero && !axes.y.logarithmic && axes.y.range == nil {
      lines.append("set yrange [0:*]")
    }
    if equal && !script.isText { lines.append("set size ratio -1") }
    lines += [
      script.isBare
        ? "unset border; unset tics"
        : "set border \(script.isFramed ? 15 : 3) linecolor '#555555'"
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
      lines += try colorCommands(script, range, in: rooms, tall)
    }
    return lines
  }

  private func colorCommands(
    _ script: Script, _ range: ClosedRange<Double>, in rooms: AxisRooms, _ tall: Int
  ) throws -> [String] {
    let ends = axes.color.colorRange(of: range)
    var lines = [axes.color.palette.command]
    lines += try axes.color.commands(
      name: "cb", extent: .init(ends), isTight: true, isText: script.isText, room: rooms.color,
      characters: tall)
    if axes.color.range == nil { lines.append(axes.color.rangeCommand("cb", ends)) }
    if !axes.color.label.isEmpty {
      // gnuplot sets the label close to the numbers.
      lines.append("set cblabel offset 1")
    }
    lines.append(script.isBare ? "unset colorbox" : "set colorbox noborder")
    return lines
  }

  private func axisCommands(
    _ script: Script, in rooms: AxisRooms, _ wide: Int, _ tall: Int
  ) throws -> [String] {
    var (x, y) = (axes.x, axes.y)
    if script.isText && !script.isSpatial { y.label = "" }
    if script.isText, !script.isBare, let (axis, range) = script.shades {
      let scale =
        "\(Shades.shown(range.lowerBound)) \(String(Shades.characters)) \(Shades.shown(range.upperBound))"
      let line = [axis.label, scale].filter { !$0.isEmpty }.joined(separator: ": ")
      x.label += (x.label.isEmpty ? "" : "\n") + line
    }
    // In space axes are seen from the side, and the vertical one is shorter than the picture.
    let seen =
      script.isSpatial
      ? (x: rooms.x.part(0.5), y: rooms.x.part(0.4)) : (x: rooms.x, y: rooms.y)
    var vertical = script.y
    if script.startsAtZero, y.range == nil { vertical.reach(0) }
    var lines = try x.commands(
      name: "x", extent: script.x, isTight: script.isTight, isText: script.isText, room: seen.x,
      characters: wide)
    lines += try y.commands(
      name: "y", extent: vertical, isTight: script.isTight, isText: script.isText, room: seen.y,
      characters: tall)
    if script.isSpatial {
      var z = axes.color
      z.range = nil
      if script.isText { z.label = "" }
      let heights = (axes.color.range ?? script.heights).map { Script.Extent($0) }
      lines += try z.commands(
        name: "z", extent: heights ?? .init(), isTight: true, isText: script.isText,
        room: rooms.y.part(0.4),
        characters: tall)
      if let range = axes.color.range { lines.append(axes.color.rangeCommand("z", range)) }
      if !script.isText, !z.label.isEmpty {
        // gnuplot sets it beside numbers of three characters.
        let length = axes.color.numberLength(heights ?? .init(), in: rooms.y.part(0.4))
        if length > 3 { lines.append("set zlabel offset \(3 - length)") }
      }
    }
    return lines
  }
}
