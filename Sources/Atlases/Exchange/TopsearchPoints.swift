import DataIO
import Foundation

/// Where topsearch keeps points of one kind: text, with energies to as many digits as their writer gave.
struct TopsearchFiles {
  /// `min.data`, a line each: number from 0, and energy. `ts.data`: the numbers of the two minima, and energy.
  let data: String
  let coordinates: String

  /// - Parameter given: `min.data` or `ts.data`, with whatever follows that name, or the folder where it lies.
  init(_ given: String, _ kind: ForeignKind) {
    let stem = kind == .minima ? "min" : "ts"
    data = listFile(given, named: "\(stem).data")
    let file = URL(fileURLWithPath: data)
    coordinates =
      file.deletingLastPathComponent()
      .appending(path: "\(stem).coords\(TopsearchFiles.suffix(data, stem))").path
  }

  private static func suffix(_ path: String, _ stem: String) -> String {
    let name = URL(fileURLWithPath: path).lastPathComponent
    return name.hasPrefix("\(stem).data") ? String(name.dropFirst(stem.count + 5)) : ""
  }

  static func saddles(beside minima: String) -> String {
    let data = TopsearchFiles(minima, .minima).data
    return URL(fileURLWithPath: data).deletingLastPathComponent()
      .appending(path: "ts.data\(suffix(data, "min"))").path
  }
}

/// Points of topsearch.
struct TopsearchPoints: PointReader {
  let dimension: Int
  private let kind: ForeignKind
  private var energies: WordLines
  private var coordinates: WordLines
  /// The first line of coordinates has been read.
  private var isPending = false

  var path: String { energies.path }

  /// - Parameter dimension: nil: as many coordinates as the first line has.
  init(_ path: String, _ kind: ForeignKind, dimension: Int?) throws {
    let files = TopsearchFiles(path, kind)
    self.kind = kind
    energies = try WordLines(files.data)
    coordinates = try WordLines(files.coordinates)
    if let dimension {
      self.dimension = dimension
    } else {
      guard try coordinates.next() else {
        throw DataError.empty(path: files.coordinates, detail: "is empty")
      }
      self.dimension = coordinates.numbers.count
      isPending = true
    }
  }

  mutating func next() throws -> ForeignPoint? {
    let hasEnergy = try energies.next()
    let hasPoint = try isPending || coordinates.next()
    isPending = false
    guard hasEnergy || hasPoint else { return nil }
    guard hasEnergy, hasPoint else {
      let (short, long) = hasEnergy ? (coordinates, energies) : (energies, coordinates)
      throw FormatError(
        path: short.path, place: "line \(short.line)",
        problem:
          "the file ends here, but \(long.path) goes on: expected a line for each \(kind.singular) in both"
      )
    }
    let found = energies.numbers.count
    let (count, what) = kind == .minima ? (2, "number, energy") : (3, "two minima, energy")
    try energies.require(
      count, what,
      hint: found == 6 || found == 8 || found == 9
        ? "; files of PATHSAMPLE have the format \"pathsample\"" : "")
    try coordinates.require(
      dimension, kind == .minima ? "as in the first line" : "as the minima have")
    var point = ForeignPoint(
      place: "line \(energies.line)", energy: energies.numbers[count - 1],
      x: coordinates.numbers)
    switch kind {
    case .minima: point.number = try energies.whole(0, "the number", expected: "0, 1, 2, ...")
    case .saddles:
      point.ends = (
        try energies.whole(0, ForeignKind.ends[0], expected: "the number of a minimum"),
        try energies.whole(1, ForeignKind.ends[1], expected: "the number of a minimum")
      )
    }
    return point
  }
}
