/// The data of a mark: named columns.
public struct Table: Sendable, Equatable {
  public var label: String
  /// In the order in which they were given.
  public private(set) var columns: [(name: String, values: [Double])] = []
  /// Names of the rows, where they have any.
  public var names: [String] = []

  public init(label: String = "") { self.label = label }

  public var count: Int { columns.map(\.values.count).max() ?? 0 }

  public subscript(name: String) -> [Double]? {
    get { columns.first { $0.name == name }?.values }
    set {
      columns.removeAll { $0.name == name }
      if let newValue { columns.append((name, newValue)) }
    }
  }

  public static func == (a: Table, b: Table) -> Bool {
    a.label == b.label && a.names == b.names
      && a.columns.elementsEqual(b.columns) { $0.name == $1.name && $0.values == $1.values }
  }
}

extension Figure {
  /// All data of the figure as comma-separated values, one row a point: its panel and layer, counted from 1, the label of the
  /// layer, and the columns of all layers, empty where a layer has none.
  public func csv() throws -> String {
    let tables = panels.enumerated().flatMap { panel, figure in
      figure.marks.enumerated().flatMap { layer, mark in
        mark.tables.map { (panel: panel + 1, layer: layer + 1, table: $0) }
      }
    }
    guard tables.contains(where: { $0.table.count > 0 }) else { throw PlotError.noMarks }
    var header: [String] = []
    for entry in tables {
      for column in entry.table.columns where !header.contains(column.name) {
        header.append(column.name)
      }
    }
    let hasNames = tables.contains { !$0.table.names.isEmpty }
    var text =
      (["panel", "layer", "label"] + (hasNames ? ["name"] : []) + header)
      .joined(separator: ",") + "\n"
    for (panel, layer, table) in tables {
      let start = "\(panel),\(layer),\(field(table.label))"
      let columns = header.map { table[$0] }
      for row in 0..<table.count {
        text += start
        if hasNames { text += "," + (row < table.names.count ? field(table.names[row]) : "") }
        for column in columns {
          text += ","
          guard let column, row < column.count else { continue }
          let value = column[row]
          text += value.isFinite ? GnuplotText.number(value) : "\(value)"
        }
        text += "\n"
      }
    }
    return text
  }

  /// Quoted where it has to be.
  private func field(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
