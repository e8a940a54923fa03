import DataIO
import Foundation

extension Atlas {
  /// The files of PATHSAMPLE. Lines of transition states have a ninth number, the negative eigenvalue, where all of them are
  /// known: PATHSAMPLE reads it if IMFRQ says so, and else no further than the eighth.
  func writePathsample(_ points: ExportedPoints, to folder: URL) throws {
    let saddles = PathsampleFiles(folder.appending(path: "ts.data").path, .saddles)
    let orders = try pointGroupOrders(points.saddles)
    let inertia = try completeColumn(PathsampleFiles.inertia, width: 3, of: points.saddles)
    let hasEigenvalues = try vectors("lowest_eigenvalue", of: points.saddles).values
      .allSatisfy(\.isFinite)
    try AtomicFile.write(saddles.coordinates) { output in
      try forEachSaddle(points.saddles) {
        try output.write([UInt8](CoordinateBlob.encode($0.x)))
      }
    }
    try AtomicFile.write(saddles.data) { output in
      var row = 0
      try forEachSaddle(points.saddles) { saddle in
        let ends = try points.ends(of: saddle)
        let first = frequencies(saddle.energy, saddle.logDeterminant, orders[row])
        let last = hasEigenvalues ? " \(saddle.eigenvalue)" : ""
        try output.write(
          "\(first) \(ends.first + 1) \(ends.second + 1) \(moments(inertia, row))\(last)\n")
        row += 1
      }
    }
    try writePathsampleMinima(points.minima, PathsampleFiles(folder.path, .minima))
  }

  private func writePathsampleMinima(_ ids: [Int], _ files: PathsampleFiles) throws {
    let orders = try pointGroupOrders(ids)
    let inertia = try completeColumn(PathsampleFiles.inertia, width: 3, of: ids)
    try AtomicFile.write(files.coordinates) { output in
      try forEach(ids) { try output.write([UInt8](CoordinateBlob.encode($0.x))) }
    }
    try AtomicFile.write(files.data) { output in
      var row = 0
      try forEach(ids) { minimum in
        let first = frequencies(minimum.energy, minimum.logDeterminant, orders[row])
        try output.write("\(first) \(moments(inertia, row))\n")
        row += 1
      }
    }
  }

  /// Frequencies that nobody computed have the product 1, as pele and PATHSAMPLE's NOFRQS have it.
  private func frequencies(_ energy: Double, _ logProduct: Double, _ order: Int?) -> String {
    "\(energy) \(logProduct.isFinite ? logProduct : 0) \(order ?? 1)"
  }

  private func moments(_ inertia: [Double]?, _ row: Int) -> String {
    inertia.map { $0[3 * row..<3 * row + 3].map { "\($0)" }.joined(separator: " ") } ?? "1 1 1"
  }
}
