/// A stationary point as another program wrote it down. What a file does not tell is NaN or nil.
struct ForeignPoint {
  /// The line, row or record, for messages.
  var place: String
  var energy: Double
  var x: [Double]
  var own = OwnNumbers()
  /// Of the further columns, one after another.
  var numbers: [Double] = []
  /// The program itself says that this is no such point.
  var isInvalid = false
  /// Of a minimum: what transition states call it.
  var number: Int?
  /// Of a transition state: the numbers of the minima below it.
  var ends: (first: Int, second: Int)?

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

/// The points of a file, one after another.
protocol PointReader {
  /// Of the file, for messages.
  var path: String { get }
  /// Coordinates of each point.
  var dimension: Int { get }
  var columns: [ForeignColumn] { get }
  /// nil: known at the end only.
  var count: Int? { get }
  mutating func next() throws -> ForeignPoint?
  /// What the file has that an atlas does not take.
  var notes: [String] { get }
  /// What the file calls the minima below a transition state.
  var endNames: [String] { get }
}

extension PointReader {
  var columns: [ForeignColumn] { [] }
  var count: Int? { nil }
  var notes: [String] { [] }
  var endNames: [String] { ForeignKind.ends }
}

/// What a file lists.
enum ForeignKind {
  case minima
  case saddles

  var plural: String { self == .minima ? "minima" : "transition states" }
  var singular: String { self == .minima ? "minimum" : "transition state" }

  /// What the minima below a transition state are called where a file has no word for them.
  static let ends = ["minimum1", "minimum2"]
}
