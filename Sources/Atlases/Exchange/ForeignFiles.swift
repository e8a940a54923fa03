import Foundation

/// Where the transition states of another program are.
public enum SaddleSource: Sendable, Equatable {
  /// Where that program keeps them beside its minima, if it does.
  case beside
  /// Nowhere: they are left out.
  case none
  case file(String)
}

/// A file of another program, which can be read again and again.
struct ForeignFile {
  var path: String
  var format: ExchangeFormat
  var kind: ForeignKind
  /// Coordinates of each point; nil: as many as the file has.
  var dimension: Int?

  /// - Throws: `DataError`, `FormatError` or `ExchangeError` if the file is none of this kind.
  func reader() throws -> any PointReader {
    switch format {
    case .csv: try CSVPoints(path, kind)
    case .pathsample: try PathsamplePoints(path, kind, dimension: dimension)
    case .pele: try PelePoints(path, kind, dimension: dimension)
    case .topsearch: try TopsearchPoints(path, kind, dimension: dimension)
    }
  }
}

/// What is imported together.
struct ForeignFiles {
  let minima: ForeignFile
  let saddles: ForeignFile?
  let dimension: Int
  /// What is left out.
  let notes: [String]

  init(minima path: String, saddles: SaddleSource, format: ExchangeFormat?) throws {
    let format = format ?? ExchangeFormat(of: path)
    var minima = ForeignFile(path: path, format: format, kind: .minima)
    let reader = try minima.reader()
    dimension = reader.dimension
    minima.dimension = dimension
    self.minima = minima
    let beside = try format.saddles(beside: path)
    var notes = reader.notes
    let chosen: String?
    switch saddles {
    case .beside: chosen = beside
    case .file(let path): chosen = path
    case .none:
      chosen = nil
      if let beside { notes.append("the transition states of \(beside) were not imported") }
    }
    self.saddles = chosen.map {
      ForeignFile(path: $0, format: format, kind: .saddles, dimension: reader.dimension)
    }
    if let saddles = self.saddles { notes += try saddles.reader().notes }
    self.notes = notes
  }
}

extension ExchangeFormat {
  /// Where the transition states are that belong to minima; nil: there are none.
  func saddles(beside minima: String) throws -> String? {
    let path: String
    switch self {
    case .csv: path = CSVPoints.saddles(beside: minima)
    case .pathsample: path = PathsampleFiles.saddles(beside: minima)
    case .topsearch: path = TopsearchFiles.saddles(beside: minima)
    case .pele: return try PelePoints.hasSaddles(minima) ? minima : nil
    }
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}

/// The file that lists points: itself, or the one of that name in a folder.
func listFile(_ given: String, named name: String) -> String {
  var isFolder: ObjCBool = false
  let exists = FileManager.default.fileExists(atPath: given, isDirectory: &isFolder)
  guard exists, isFolder.boolValue else { return given }
  return URL(fileURLWithPath: given).appending(path: name).path
}
