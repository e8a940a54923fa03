import Foundation

/// Files of other programs that atlases are read from and written to.
public enum ExchangeFormat: String, Sendable, CaseIterable {
  /// One line a point: energy, coordinates, and any other columns that a header names; transition states in a second file.
  case csv
  /// `min.data`, `points.min`, `ts.data` and `points.ts` of PATHSAMPLE (Wales, Mol. Phys. 100, 2002), and of GMIN and OPTIM
  /// beside it.
  case pathsample
  /// The SQLite database of pele, schema 2.
  case pele
  /// `min.data`, `min.coords`, `ts.data` and `ts.coords` of topsearch.
  case topsearch

  /// What a file looks like: an SQLite database is pele's, `min.data` belongs to topsearch where its coordinates are text,
  /// and to PATHSAMPLE otherwise; any other text is comma-separated.
  public init(of path: String) {
    let name = URL(fileURLWithPath: listFile(path, named: "min.data")).lastPathComponent
    if ExchangeFormat.isDatabase(path) {
      self = .pele
    } else if name.hasPrefix("min.data") {
      let text = TopsearchFiles(path, .minima).coordinates
      self = FileManager.default.fileExists(atPath: text) ? .topsearch : .pathsample
    } else {
      self = .csv
    }
  }

  /// Whether a file begins as SQLite's do.
  static func isDatabase(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    return (try? file.read(upToCount: 16)) == Data("SQLite format 3\0".utf8)
  }
}
