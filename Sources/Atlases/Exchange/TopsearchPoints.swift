import DataIO
import Foundation

/// Where topsearch keeps minima: text, with energies to as many digits as their writer gave.
struct TopsearchFiles {
  /// A line each: number from 0, and energy.
  let minima: String
  let coordinates: String

  /// - Parameter minima: `min.data`, with whatever follows that name, or the folder where it lies.
  init(minima given: String) {
    minima = minimaFile(given)
    let file = URL(fileURLWithPath: minima)
    let name = file.lastPathComponent
    let suffix = name.hasPrefix("min.data") ? String(name.dropFirst("min.data".count)) : ""
    coordinates = file.deletingLastPathComponent().appending(path: "min.coords\(suffix)").path
  }
}

/// Minima of topsearch.
struct TopsearchPoints: PointReader {
  let dimension: Int
  private var energies: WordLines
  private var coordinates: WordLines
  /// The first line of coordinates has been read.
  private var isPending = true

  init(_ path: String) throws {
    let files = TopsearchFiles(minima: path)
    energies = try WordLines(files.minima)
    coordinates = try WordLines(files.coordinates)
    guard try coordinates.next() else {
      throw DataError.empty(path: files.coordinates, detail: "is empty")
    }
    dimension = coordinates.numbers.count
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
          "the file ends here, but \(long.path) goes on: expected a line for each minimum in both")
    }
    try energies.require(
      2, "number, energy",
      hint: energies.numbers.count == 6
        ? "; files of PATHSAMPLE have the format \"pathsample\"" : "")
    try coordinates.require(dimension, "as in the first line")
    return ForeignPoint(
      place: "line \(energies.line)", energy: energies.numbers[1], x: coordinates.numbers)
  }
}
