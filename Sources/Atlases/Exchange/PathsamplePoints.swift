import DataIO
import Foundation

/// Where PATHSAMPLE keeps minima.
struct PathsampleFiles {
  /// A line each: energy, logarithm of the product of the squared frequencies, order of the point group, moments of inertia.
  let minima: String
  /// Records of coordinates, unformatted with direct access: float64, little-endian.
  let coordinates: String

  /// - Parameter minima: `min.data`, whatever its name, or the folder where it lies.
  init(minima given: String) {
    minima = minimaFile(given)
    coordinates =
      URL(fileURLWithPath: minima).deletingLastPathComponent()
      .appending(path: "points.min").path
  }

  /// Columns for what atlases do not have themselves.
  static let order = "point_group_order"
  static let inertia = "inertia"
}

/// Minima of PATHSAMPLE.
struct PathsamplePoints: PointReader {
  let dimension: Int
  let count: Int?
  let columns = [
    ForeignColumn(name: PathsampleFiles.order, width: 1),
    ForeignColumn(name: PathsampleFiles.inertia, width: 3),
  ]
  private var lines: WordLines
  private let points: ByteInput
  private var bytes: [UInt8]
  private var read = 0

  private static let what =
    "energy, log product of frequencies, point group order, three moments of inertia"

  init(_ path: String) throws {
    let files = PathsampleFiles(minima: path)
    var counted = try WordLines(files.minima)
    var count = 0
    while try counted.next() {
      try counted.require(
        6, PathsamplePoints.what,
        hint: counted.numbers.count == 2 ? "; files of topsearch have the format \"topsearch\"" : ""
      )
      count += 1
    }
    guard count > 0 else { throw DataError.empty(path: files.minima, detail: "is empty") }
    points = try ByteInput(file: files.coordinates)
    let size = points.remaining
    guard size > 0, size.isMultiple(of: 8 * count) else {
      throw FormatError(
        path: files.coordinates, place: "",
        problem:
          "expected the same number of coordinates (8 bytes each) for each of the \(count) minima of "
          + "\(files.minima), got \(size) bytes")
    }
    dimension = size / 8 / count
    bytes = [UInt8](repeating: 0, count: 8 * dimension)
    self.count = count
    lines = try WordLines(files.minima)
  }

  mutating func next() throws -> ForeignPoint? {
    guard try lines.next() else { return nil }
    try lines.require(6, PathsamplePoints.what)
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
    point.numbers = Array(numbers[2...])
    return point
  }
}
