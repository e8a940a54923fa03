/// Places that stand out on a map: white shapes with dark outlines, seen on every color, with names beside them.
public struct Landmarks: Mark, Equatable {
  public enum Form: Sendable, Equatable { case disc, triangle, square }

  public var x: [Double]
  public var y: [Double]
  /// One for each place; empty for none.
  public var names: [String]
  public var form: Form
  /// Name in the legend; empty for no entry.
  public var label: String

  public init(
    x: [Double], y: [Double], names: [String] = [], form: Form = .disc, label: String = ""
  ) {
    self.x = x
    self.y = y
    self.names = names
    self.form = form
    self.label = label
  }

  public func write(to script: inout Script, axes: Axes) throws {
    guard names.isEmpty || names.count == x.count else {
      throw PlotError.lengthMismatch(
        kind: "landmarks", first: "x", firstCount: x.count, second: "names",
        secondCount: names.count)
    }
    let all = try PlacedPoints(kind: "landmarks", label: label, x: x, y: y, axes: axes)
    script.observe(points: all)
    let rows = all.rows(all.x.indices)
    let data = script.addData(all.rows(all.places))
    let series = script.nextSeries()
    if script.isText {
      script.addClause(
        "\(data) using 1:2 with points pointtype \(Shades.quotedCharacter(of: series))",
        label: label)
      return
    }
    // Filled in white, then outlined: gnuplot's filled shapes are the odd numbers, their outlines one less.
    let size = GnuplotText.rounded(1.5 * script.pointScale)
    let filled = form == .disc ? 7 : form == .triangle ? 9 : 5
    script.addClause(
      "\(data) using 1:2 with points pointtype \(filled) pointsize \(size) linecolor '#FFFFFF'")
    script.addClause(
      "\(data) using 1:2 with points pointtype \(filled - 1) pointsize \(size) linecolor '#222222' "
        + "linewidth 1.6", label: label)
    if names.contains(where: { !$0.isEmpty }) {
      script.addCommand("set style textbox opaque margins 0.6,0.6 fillcolor '#FFFFFF' noborder")
    }
    for (name, row) in zip(names, rows) where !name.isEmpty && row[0].isFinite {
      script.addCommand(
        "set label \(GnuplotText.quoted(name)) noenhanced at "
          + "\(GnuplotText.number(row[0])),\(GnuplotText.number(row[1])) "
          + "left offset 1.1,0.7 front textcolor '#111111' boxed")
    }
  }

  public var table: Table {
    var table = Table(label: label)
    table["x"] = x
    table["y"] = y
    table.names = names
    return table
  }
}
