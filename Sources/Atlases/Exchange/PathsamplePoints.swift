import DataIO
import Foundation

/// Where PATHSAMPLE keeps points of one kind.
struct PathsampleFiles {
  /// `min.data`, a line each: energy, logarithm of the product of the squared frequencies, order of the point group, moments of
  /// inertia. `ts.data`: the same, with the numbers (from 1) of the two minima before the moments, and, where the
  /// keyword IMFRQ asks for it, the negative eigenvalue behind them.
  let data: String
  /// Records of coordinates, unformatted with direct access: float64, little-endian.
  let coordinates: String

  /// - Parameter given: `min.data` or `ts.data`, whatever its name, or the folder where it lies.
  init(_ given: String, _ kind: ForeignKind) {
    data = listFile(given, named: kind == .minima ? "min.data" : "ts.data")
    coordinates =
      URL(fileURLWithPath: data).deletingLastPathComponent()
      .appending(path: kind == .minima ? "points.min" : "points.ts").path
  }

  static func saddles(beside minima: String) -> String {
    let data = PathsampleFiles(minima, .minima).data
    return URL(fileURLWithPath: data).deletingLastPathComponent().appending(path: "ts.data").path
  }

  /// Columns for what atlases do not have themselves.
  static let order = "point_group_order"
  static let inertia = "inertia"
}

/// Points of PATHSAMPLE.
struct PathsamplePoints: PointReader {
  let dimension: Int
  let count: Int?
  let columns = [
    ForeignColumn(name: PathsampleFiles.order, width: 1),
    ForeignColumn(name: PathsampleFiles.inertia, width: 3),
  ]
  private let kind: ForeignKind
  private var lines: WordLines
  /// nil: there are no points.
  private let points: ByteInput?
  private var bytes: [UInt8]
  private var read = 0

  var path: String { lines.path }

  /// - Parameter dimension: nil: as many coordinates as the size of the file says.
  init(_ path: String, _ kind: ForeignKind, dimension: Int?) throws {
    let files = PathsampleFiles(path, kind)
    self.kind = kind
    var counted = try WordLines(files.data)
    var count = 0
    while try counted.next() {
      try PathsamplePoints.require(counted, kind)
      count += 1
    }
    guard count > 0 || kind == .saddles else {
      throw DataError.empty(path: files.data, detail: "is empty")
    }
    self.count = count
    lines = try WordLines(files.data)
    let isThere = FileManager.default.fileExists(atPath: files.coordinates)
    points = count > 0 || isThere ? try ByteInput(file: files.coordinates) : nil
    let size = points?.remaining ?? 0
    func wrong(_ each: String) -> FormatError {
      FormatError(
        path: files.coordinates, place: "",
        problem: "expected \(each) (8 bytes each) for each of the \(count) \(kind.plural) of "
          + "\(files.data), got \(size) bytes")
    }
    if let dimension {
      let (expected, overflow) = (8 * dimension).multipliedReportingOverflow(by: count)
      guard !overflow, size == expected else { throw wrong("\(dimension) coordinates") }
      self.dimension = dimension
    } else {
      guard size > 0, size.isMultiple(of: 8 * count) else {
        throw wrong("the same number of coordinates")
      }
      self.dimension = size / 8 / count
    }
    bytes = [UInt8](repeating: 0, count: 8 * self.dimension)
  }

  private static func require(_ lines: WordLines, _ kind: ForeignKind) throws {
    let what = "energy, log product of frequencies, point group order"
    let found = lines.numbers.count
    switch kind {
    case .minima:
      try lines.require(
        6, "\(what), three moments of inertia",
        hint: found == 2 ? "; files of topsearch have the format \"topsearch\"" : "")
    case .saddles where found == 9: break
    case .saddles:
      try lines.require(
        8, "\(what), two minima, three moments of inertia; and perhaps the negative eigenvalue",
        hint: found == 3 ? "; files of topsearch have the format \"topsearch\"" : "")
    }
  }

  mutating func next() throws -> ForeignPoint? {
    guard try lines.next(), let points else { return nil }
    try PathsamplePoints.require(lines, kind)
    let numbers = lines.numbers
    guard numbers[2] >= 1, numbers[2] == numbers[2].rounded() else {
      throw lines.value("the point group order", got: numbers[2], expected: "1, 2, 3, ...")
    }
    read += 1
    try bytes.withUnsafeMutableBytes { try points.fill($0, for: "record \(read)") }
    guard let x = CoordinateBlob.decode(Data(bytes), count: dimension) else {
      throw FormatError(
        path: points.path, place: "record \(read)",
        problem: "a coordinate is not finite; were the numbers written big-endian?")
    }
    var point = ForeignPoint(place: "line \(lines.line)", energy: numbers[0], x: x)
    point.own.logDeterminant = numbers[1]
    switch kind {
    case .minima:
      point.number = read
      point.numbers = Array(numbers[2...])
    case .saddles:
      point.ends = (
        try lines.whole(3, ForeignKind.ends[0], expected: "the number of a minimum"),
        try lines.whole(4, ForeignKind.ends[1], expected: "the number of a minimum")
      )
      point.numbers = [numbers[2]] + numbers[5..<8]
      if numbers.count == 9 { point.own.lowestEigenvalue = numbers[8] }
    }
    return point
  }
}
