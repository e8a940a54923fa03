/// A minimum as another program wrote it down. What a file does not tell is NaN or nil.
struct ForeignPoint {
  /// The line, row or record, for messages.
  var place: String
  var energy: Double
  var x: [Double]
  var own = OwnNumbers()
  /// Of the further columns, one after another.
  var numbers: [Double] = []
  /// The program itself says that this is no minimum.
  var isInvalid = false

  /// Numbers that atlases keep of every point.
  struct OwnNumbers {
    /// How often it was found; 0: nobody counted.
    var hits = 0
    var multiplicity: Double?
    var lowestEigenvalue = Double.nan
    var gradientNorm = Double.nan
    var logDeterminant = Double.nan
    var zeroModes: Int?
  }
}

/// A column of a file beside what every atlas has.
struct ForeignColumn: Equatable {
  var name: String
  /// Numbers of each point.
  var width: Int
}

/// The minima of a file, one after another.
protocol PointReader {
  /// Coordinates of each point.
  var dimension: Int { get }
  var columns: [ForeignColumn] { get }
  /// nil: known at the end only.
  var count: Int? { get }
  mutating func next() throws -> ForeignPoint?
  /// What the file has that an atlas does not take.
  var notes: [String] { get }
}

extension PointReader {
  var columns: [ForeignColumn] { [] }
  var count: Int? { nil }
  var notes: [String] { [] }
}

extension ExchangeFormat {
  /// - Throws: `DataError`, `FormatError` or `ExchangeError` if the file is none of this kind.
  func reader(_ path: String) throws -> any PointReader {
    switch self {
    case .csv: try CSVPoints(path)
    case .pathsample: try PathsamplePoints(path)
    case .pele: try PelePoints(path)
    case .topsearch: try TopsearchPoints(path)
    }
  }
}
