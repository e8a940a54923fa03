import DataIO
import Foundation

/// Comma-separated text: a header, and a line a point. Numbers have the digits (17 at most) from which they are read bit for bit.
extension Atlas {
  func writeCSV(_ points: ExportedPoints, to path: String) throws {
    let names = try columnNames()
    let saddles = CSVPoints.saddles(beside: path)
    if points.saddles.isEmpty {
      // What an earlier export wrote there belongs to other minima.
      try? FileManager.default.removeItem(atPath: saddles)
    } else {
      let own = ["energy", "id"] + ForeignKind.ends + ["hits", "multiplicity", "eigenvalue"]
      let columns = try names.filter { !own.contains($0) && $0 != "lowest_eigenvalue" }
        .map { (name: $0, column: try vectors($0, of: points.saddles)) }
        // Most columns are of minima only.
        .filter {
          Atlas.ownColumns.contains($0.name) || !$0.column.values.allSatisfy(\.isNaN)
        }
      try writeTable(own, columns, to: saddles) { line in
        try forEachSaddle(points.saddles) {
          _ = try points.ends(of: $0)
          try line(
            "\($0.energy),\($0.id),\($0.minima.first),\($0.minima.second),\($0.hits),"
              + "\($0.multiplicity),\($0.eigenvalue)", $0.x)
        }
      }
    }
    let own = ["energy", "id", "hits", "multiplicity", "lowest_eigenvalue"]
    let columns = try names.filter { !own.contains($0) }
      .map { (name: $0, column: try vectors($0, of: points.minima)) }
    try writeTable(own, columns, to: path) { line in
      try forEach(points.minima) {
        try line(
          "\($0.energy),\($0.id),\($0.hits),\($0.multiplicity),\($0.lowestEigenvalue)", $0.x)
      }
    }
  }

  /// - Parameter rows: calls what it is given with the first cells and the coordinates of each point.
  private func writeTable(
    _ own: [String], _ columns: [(name: String, column: AtlasColumn)], to path: String,
    _ rows: (_ line: (_ first: String, _ x: [Double]) throws -> Void) throws -> Void
  ) throws {
    var header = own
    for (name, column) in columns {
      header += column.width == 1 ? [name] : (1...column.width).map { "\(name)[\($0)]" }
    }
    header += (1...surface.dimension).map { "x\($0)" }
    try AtomicFile.write(path) { output in
      try output.write(header.map(CSVText.cell).joined(separator: ",") + "\n")
      var row = 0
      try rows { first, x in
        var line = first
        for (_, column) in columns {
          for k in row * column.width..<(row + 1) * column.width { line += ",\(column.values[k])" }
        }
        for value in x { line += ",\(value)" }
        line += "\n"
        try output.write(line)
        row += 1
      }
    }
  }
}

/// Cells of comma-separated text.
enum CSVText {
  /// In quotation marks where RFC 4180 wants them.
  static func cell(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
