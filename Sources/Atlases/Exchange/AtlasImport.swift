import Foundation
import GRDB
import Landscape
import Tensors

/// Minima of other programs.
extension Atlas {
  /// What such an atlas says of its energy.
  static let importedWords = ["energy": "none: points of another program"]

  /// Opens the atlas of imported points at `path`, or makes it for the minima of a file.
  ///
  /// Without an energy nothing can be evaluated: points are stored as they are, as `Proof.imported`. Points within a file are
  /// not compared with each other, for programs write distinct ones; those that the atlas had before are, so that the
  /// same file can be imported again. The file is taken as a whole or not at all.
  /// - Parameter minima: nil for an atlas that is there.
  public static func importing(
    path: String, minima: String?, format: ExchangeFormat? = nil,
    symmetry: any Symmetry = NoSymmetry(), options: Options = Options()
  ) throws -> (atlas: Atlas, report: ImportReport) {
    let isThere =
      path == AtlasFile.memoryPath ? false : FileManager.default.fileExists(atPath: path)
    guard let minima else {
      guard isThere, let dimension = try storedDimension(path) else {
        throw ExchangeError.notImported(path: path)
      }
      return (
        try openImported(path, dimension: dimension, symmetry, options), ImportReport()
      )
    }
    let format = format ?? ExchangeFormat(of: minima)
    let reader = try format.reader(minima)
    let atlas = try openImported(path, dimension: reader.dimension, symmetry, options)
    do {
      return (atlas, try atlas.store(minima, format))
    } catch {
      try? atlas.close()
      // An atlas of a file that cannot be read would stand in the way of the next attempt.
      if !isThere, path != AtlasFile.memoryPath {
        for suffix in ["", "-wal", "-shm"] {
          try? FileManager.default.removeItem(atPath: path + suffix)
        }
      }
      throw error
    }
  }

  private static func openImported(
    _ path: String, dimension: Int, _ symmetry: any Symmetry, _ options: Options
  ) throws -> Atlas {
    try Atlas.open(
      path: path, surface: ImportedSurface(dimension: dimension, path: path), symmetry: symmetry,
      description: importedWords, options: options)
  }

  private static func storedDimension(_ path: String) throws -> Int? {
    let file = try AtlasFile(path: path)
    defer { try? file.close() }
    return try file.read { database in
      guard try AtlasFile.version(database, path: path) > 0 else { return nil }
      return try AtlasIdentity.stored(database, path: path)[AtlasIdentity.keys.dimension]
        .flatMap { Int($0) }
    }
  }

  /// One transaction with all minima of a file.
  private func store(_ source: String, _ format: ExchangeFormat) throws -> ImportReport {
    let stored = try placesOfKnown(source, format)
    var reader = try format.reader(source)
    var report = ImportReport()
    (report.known, report.notes) = (stored.count, reader.notes)
    var entries: [PointIndex.Entry] = []
    entries.reserveCapacity(reader.count ?? 0)
    try file.write { database in
      try refresh(database)
      let insertion = try BulkInsertion(database)
      let columns = try reader.columns.map {
        (id: try column($0.name, width: $0.width, database), width: $0.width)
      }
      var id = newestID
      var place = 0
      while let point = try nextPoint(&reader, source) {
        defer { place += 1 }
        if point.isInvalid {
          report.invalid += 1
          continue
        }
        if stored.contains(place) { continue }
        let x = symmetry.representative(of: point.x)
        let invariants = symmetry.invariants(of: x)
        id += 1
        try insertion.insert(
          point, x: x, id: id, invariants,
          multiplicity: point.own.multiplicity
            ?? symmetry.multiplicity(of: x, tolerance: options.distanceTolerance / 10))
        var start = 0
        for column in columns {
          try insertion.annotate(id, column: column.id, point.numbers[start..<start + column.width])
          start += column.width
        }
        entries.append(
          PointIndex.Entry(
            id: id, energy: point.energy, invariants: invariants,
            lowestEigenvalue: point.own.lowestEigenvalue))
        if entries.count % 256 == 0 { try Cancellation.check() }
      }
    }
    known.insert(entries)
    if let last = entries.last?.id { (newestID, newestStored) = (last, last) }
    report.imported = entries.count
    return report
  }

  /// Which points of a file the atlas has already. Found before the transaction: an atlas in memory cannot read while it
  /// writes.
  private func placesOfKnown(_ source: String, _ format: ExchangeFormat) throws -> Set<Int> {
    guard count > 0 else { return [] }
    var places = Set<Int>()
    var reader = try format.reader(source)
    var place = 0
    while let point = try nextPoint(&reader, source) {
      if !point.isInvalid {
        let x = symmetry.representative(of: point.x)
        let invariants = symmetry.invariants(of: x)
        if try known.find(x, energy: point.energy, invariants: invariants) != nil {
          places.insert(place)
        }
      }
      place += 1
      if place % 256 == 0 { try Cancellation.check() }
    }
    return places
  }

  /// The next point of a file, with as many coordinates as the atlas has.
  func nextPoint(_ reader: inout any PointReader, _ source: String) throws -> ForeignPoint? {
    guard let point = try reader.next() else { return nil }
    guard point.x.count == surface.dimension else {
      throw ExchangeError.value(
        path: source, place: point.place, column: "the number of coordinates",
        got: "\(point.x.count)", expected: "\(surface.dimension)")
    }
    return point
  }
}
