import DataIO
import Foundation
import Landscape
import Tensors

extension Atlas {
  /// Writes the minima for another program, in the order of their numbers: a file for `csv` and `pele`, and a folder for
  /// `pathsample` and `topsearch`, which is made if it is not there. Files appear when they are complete.
  /// - Returns: how many minima were written.
  @discardableResult
  public func export(_ format: ExchangeFormat, to path: String) throws -> Int {
    try requireOpen()
    let ids = try ids(order: .id)
    guard !ids.isEmpty else { throw ExchangeError.nothingToExport(path: self.path) }
    switch format {
    case .csv: try writeCSV(ids, to: path)
    case .pele: try writePele(ids, to: path)
    case .pathsample: try writePathsample(ids, to: try folder(path))
    case .topsearch: try writeTopsearch(ids, to: try folder(path))
    }
    return ids.count
  }

  private func folder(_ path: String) throws -> URL {
    do {
      let url = URL(fileURLWithPath: path, isDirectory: true)
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      return url
    } catch {
      throw DataError.unwritable(
        path: path, reason: "a folder is expected there, and cannot be made")
    }
  }

  /// Calls `body` with all minima, some at a time.
  func forEach(_ ids: [Int], _ body: (Minimum) throws -> Void) throws {
    for start in stride(from: 0, to: ids.count, by: Atlas.chunk) {
      for minimum in try fetch(Array(ids[start..<min(start + Atlas.chunk, ids.count)])) {
        try body(minimum)
      }
    }
  }

  /// Columns by name, each with its values point by point in the order of `ids`.
  func exported(_ names: [String], _ ids: [Int]) throws -> [(name: String, column: AtlasColumn)] {
    // Columns stand in order of energy.
    let places = Dictionary(uniqueKeysWithValues: zip(try self.ids(), 0...))
    return try names.map { name in
      let stored = try vectors(name)
      var column = AtlasColumn(width: stored.width, values: [])
      column.values.reserveCapacity(ids.count * stored.width)
      for id in ids {
        guard let place = places[id] else { throw AtlasError.unknownMinimum(id: id, count: count) }
        column.values += stored.values[place * stored.width..<(place + 1) * stored.width]
      }
      return (name, column)
    }
  }

  // MARK: Text

  /// A header, and a line a minimum. Numbers have the digits (17 at most) from which they are read bit for bit.
  private func writeCSV(_ ids: [Int], to path: String) throws {
    let first = ["energy", "id", "hits", "multiplicity", "lowest_eigenvalue"]
    let others = try columnNames().filter { !first.contains($0) }
    let columns = try exported(others, ids)
    var header = first
    for (name, column) in columns {
      header += column.width == 1 ? [name] : (1...column.width).map { "\(name)[\($0)]" }
    }
    header += (1...surface.dimension).map { "x\($0)" }
    try AtomicFile.write(path) { output in
      try output.write(header.map(CSVText.cell).joined(separator: ",") + "\n")
      var row = 0
      try forEach(ids) { minimum in
        var line = "\(minimum.energy),\(minimum.id),\(minimum.hits),\(minimum.multiplicity)"
        line += ",\(minimum.lowestEigenvalue)"
        for (_, column) in columns {
          for k in row * column.width..<(row + 1) * column.width { line += ",\(column.values[k])" }
        }
        for value in minimum.x { line += ",\(value)" }
        line += "\n"
        try output.write(line)
        row += 1
      }
    }
  }

  private func writeTopsearch(_ ids: [Int], to folder: URL) throws {
    let files = TopsearchFiles(minima: folder.path)
    try AtomicFile.write(files.coordinates) { output in
      try forEach(ids) { minimum in
        try output.write(minimum.x.map { "\($0)" }.joined(separator: " ") + "\n")
      }
    }
    // Saddles and tried pairs: topsearch wants the files, and there are none yet.
    for name in ["ts.data", "ts.coords", "pairlist"] {
      try AtomicFile.write(folder.appending(path: name).path) { _ in }
    }
    try AtomicFile.write(files.minima) { output in
      var number = 0
      try forEach(ids) { minimum in
        try output.write("\(number) \(minimum.energy)\n")
        number += 1
      }
    }
  }

  // MARK: PATHSAMPLE

  private func writePathsample(_ ids: [Int], to folder: URL) throws {
    let files = PathsampleFiles(minima: folder.path)
    let orders = try pointGroupOrders(ids)
    let inertia = try column(PathsampleFiles.inertia, width: 3, ids)
    try AtomicFile.write(files.coordinates) { output in
      try forEach(ids) { try output.write([UInt8](CoordinateBlob.encode($0.x))) }
    }
    try AtomicFile.write(files.minima) { output in
      var row = 0
      try forEach(ids) { minimum in
        // Frequencies that nobody computed have the product 1, as pele and PATHSAMPLE's NOFRQS have it.
        let product = minimum.logDeterminant.isFinite ? minimum.logDeterminant : 0
        let moments = inertia.map { $0[3 * row..<3 * row + 3].map { "\($0)" } } ?? ["1", "1", "1"]
        try output.write(
          "\(minimum.energy) \(product) \(orders[row] ?? 1) \(moments.joined(separator: " "))\n")
        row += 1
      }
    }
  }

  /// A column of a width; nil if there is none, or not for all minima.
  private func column(_ name: String, width: Int, _ ids: [Int]) throws -> [Double]? {
    guard try columnNames().contains(name), let column = try exported([name], ids).first?.column,
      column.width == width, column.values.allSatisfy(\.isFinite)
    else { return nil }
    return column.values
  }

  /// Orders of the point groups: as another program told them, or as many images as the symmetry has of a point in general over
  /// those that it has of the minimum. nil where that is beyond floating point.
  func pointGroupOrders(_ ids: [Int]) throws -> [Int?] {
    if let told = try column(PathsampleFiles.order, width: 1, ids) {
      return told.map { Int(exactly: $0) }
    }
    let general = symmetry.multiplicity(of: generalPoint, tolerance: 1e-12)
    return try exported(["multiplicity"], ids)[0].column.values.map {
      let order = (general / $0).rounded()
      return order >= 1 ? Int(exactly: order) : nil
    }
  }

  /// A point that no symmetry maps onto itself.
  private var generalPoint: [Double] {
    var random = CounterRandom(seed: 0, stream: 1)
    return (0..<surface.dimension).map { _ in random.symmetric() }
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
