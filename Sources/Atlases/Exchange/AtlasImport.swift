import Foundation
import GRDB
import Landscape
import Tensors

/// Minima and transition states of other programs.
extension Atlas {
  /// What such an atlas says of its energy.
  static let importedWords = ["energy": "none: points of another program"]

  /// Opens the atlas of imported points at `path`, or makes it for the points of a file.
  ///
  /// Without an energy nothing can be evaluated: points are stored as they are, as `Proof.imported`. Points within a file are
  /// not compared with each other, for programs write distinct ones; those that the atlas had before are, so that the
  /// same file can be imported again. The files are taken as a whole or not at all.
  /// - Parameters:
  ///   - minima: nil for an atlas that is there.
  ///   - saddles: the transition states above these minima.
  public static func importing(
    path: String, minima: String?, saddles: SaddleSource = .beside, format: ExchangeFormat? = nil,
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
    let files = try ForeignFiles(minima: minima, saddles: saddles, format: format)
    let atlas = try openImported(path, dimension: files.dimension, symmetry, options)
    do {
      return (atlas, try atlas.store(files))
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

  /// One transaction with all points.
  private func store(_ files: ForeignFiles) throws -> ImportReport {
    // Found before the transaction: an atlas in memory cannot read while it writes.
    let before = (
      minima: try stored(files.minima, among: known),
      saddles: try files.saddles.map { try stored($0, among: knownSaddles) } ?? [:]
    )
    var report = ImportReport()
    report.notes = files.notes
    var (minima, saddles) = (Taken(), Taken())
    var numbers = files.saddles == nil ? nil : ForeignNumbers()
    var newest = 0
    try file.write { database in
      try refresh(database)
      newest = newestID
      minima = try take(files.minima, before.minima, &numbers, &newest, database)
      if let file = files.saddles {
        saddles = try take(file, before.saddles, &numbers, &newest, database)
      }
    }
    known.insert(minima.entries)
    knownSaddles.insert(saddles.entries)
    (newestID, newestStored) = (newest, newest)
    (report.imported, report.known, report.invalid) = (
      minima.entries.count, minima.known, minima.invalid
    )
    report.saddles.imported = saddles.entries.count
    report.saddles.known = saddles.known
    report.saddles.invalid = saddles.invalid
    return report
  }

  /// What came of one file.
  private struct Taken {
    var entries: [PointIndex.Entry] = []
    var known = 0
    var invalid = 0
  }

  /// Stores the points of a file, but for those that were known.
  /// - Parameters:
  ///   - stored: the numbers of the known ones by their place in the file.
  ///   - numbers: what the minima have become; nil: nobody asks.
  ///   - newest: the highest number in use.
  private func take(
    _ file: ForeignFile, _ stored: [Int: Int], _ numbers: inout ForeignNumbers?,
    _ newest: inout Int, _ database: Database
  ) throws -> Taken {
    var reader = try file.reader()
    let insertion = try BulkInsertion(database)
    let columns = try reader.columns.map {
      (id: try column($0.name, width: $0.width, database), width: $0.width)
    }
    var taken = Taken()
    taken.entries.reserveCapacity(reader.count ?? 0)
    var place = 0
    while let point = try nextPoint(&reader) {
      defer { place += 1 }
      let pair = try numbers?.pair(below: point, reader)
      let isLeftOut = point.isInvalid || (file.kind == .saddles && pair == nil)
      if isLeftOut {
        taken.invalid += 1
      } else if stored[place] != nil {
        taken.known += 1
      } else {
        newest += 1
        taken.entries.append(try insert(point, pair, id: newest, insertion))
        var start = 0
        for column in columns {
          try insertion.annotate(
            newest, column: column.id, point.numbers[start..<start + column.width])
          start += column.width
        }
      }
      if file.kind == .minima {
        try numbers?.add(point, id: isLeftOut ? nil : stored[place] ?? newest, from: reader.path)
      }
      if place % 256 == 0 { try Cancellation.check() }
    }
    return taken
  }

  private func insert(
    _ point: ForeignPoint, _ pair: MinimumPair?, id: Int, _ insertion: BulkInsertion
  ) throws -> PointIndex.Entry {
    let x = symmetry.representative(of: point.x)
    let invariants = symmetry.invariants(of: x)
    try insertion.insert(
      point, x: x, id: id, invariants,
      multiplicity: point.own.multiplicity
        ?? symmetry.multiplicity(of: x, tolerance: options.distanceTolerance / 10), ends: pair)
    return PointIndex.Entry(
      id: id, energy: point.energy, invariants: invariants,
      lowestEigenvalue: point.own.lowestEigenvalue)
  }

  /// Which points of a file the atlas has already: their numbers by their place in the file.
  private func stored(_ file: ForeignFile, among points: KnownPoints) throws -> [Int: Int] {
    guard points.count > 0 else { return [:] }
    var found: [Int: Int] = [:]
    var reader = try file.reader()
    var place = 0
    while let point = try nextPoint(&reader) {
      if !point.isInvalid {
        let x = symmetry.representative(of: point.x)
        let invariants = symmetry.invariants(of: x)
        found[place] = try points.find(x, energy: point.energy, invariants: invariants)
      }
      place += 1
      if place % 256 == 0 { try Cancellation.check() }
    }
    return found
  }

  /// The next point of a file, with as many coordinates as the atlas has.
  func nextPoint(_ reader: inout any PointReader) throws -> ForeignPoint? {
    guard let point = try reader.next() else { return nil }
    guard point.x.count == surface.dimension else {
      throw ExchangeError.value(
        path: reader.path, place: point.place, column: "the number of coordinates",
        got: "\(point.x.count)", expected: "\(surface.dimension)")
    }
    return point
  }
}
