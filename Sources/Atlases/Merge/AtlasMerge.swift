import Foundation
import GRDB
import Landscape

/// The merging of atlases: one file with what several have found.
extension Atlas {
  /// Merges files into `out`, which may be there already, and is made otherwise. All or nothing is merged.
  ///
  /// Points are one where a search would have found them to be one, but never two of the same file. Of two copies of a point the
  /// better one is kept, whichever came first. Every run counts once, known by its uuid: merging the same file again changes
  /// nothing, and the order changes nothing but the numbers of points.
  /// - Parameter open: opens an atlas with its energy; without it points are compared by the symmetry that the files keep.
  public static func merge(
    _ paths: [String], into out: String, open: ((String) throws -> Atlas)? = nil
  ) throws -> MergeReport {
    guard !paths.isEmpty else { throw MergeError.nothing }
    guard out != AtlasFile.memoryPath else { throw MergeError.inMemory }
    let sources = try paths.filter { !isSame($0, out) }.map { try MergeSource.file($0) }
    defer { for source in sources { try? source.close() } }
    let files = FileManager.default
    let isThere = files.fileExists(atPath: out)
    // A new file gets its name when it is complete.
    let place = isThere ? out : out + ".merging"
    if !isThere { remove(place) }
    do {
      let atlas = try open?(place) ?? withoutEnergy(place, like: isThere ? nil : sources.first)
      defer { try? atlas.close() }
      // A new file is of what the first one is, or of what is given.
      let like = isThere ? out : open == nil ? sources.first?.path : nil
      let report = try atlas.take(from: sources, like: like)
      try atlas.close()
      if !isThere, rename(place, out) != 0 { throw AtlasError.notWritable(path: out) }
      return report
    } catch {
      if !isThere { remove(place) }
      throw error
    }
  }

  private static func remove(_ path: String) {
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: path + suffix)
    }
  }

  private static func isSame(_ a: String, _ b: String) -> Bool {
    func place(_ path: String) -> String {
      URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }
    return a != AtlasFile.memoryPath && place(a) == place(b)
  }

  /// - Parameter source: of what the atlas is; nil if its own file says so.
  private static func withoutEnergy(_ path: String, like source: AtlasFile?) throws -> Atlas {
    let identity: AtlasIdentity
    if let source {
      identity = try source.identity()
    } else {
      let file = try AtlasFile(path: path)
      defer { try? file.close() }
      identity = try file.identity()
    }
    guard let structure = identity.structure else {
      throw MergeError.symmetry(path: source?.path ?? path, summary: identity.symmetry)
    }
    var options = Options()
    options.energyTolerance = identity.energyTolerance
    options.distanceTolerance = identity.distanceTolerance
    return try Atlas(
      AtlasFile(path: path),
      Parts(
        surface: ImportedSurface(dimension: identity.dimension, path: path),
        symmetry: structure.symmetry, options: options, identity: identity))
  }

  /// Takes over what other atlases have found, in one transaction.
  /// - Parameter name: the file that says of what they have to be, for errors.
  func take(from sources: [AtlasFile], like name: String?) throws -> MergeReport {
    for source in sources { try requireSame(source, like: name) }
    var report = MergeReport()
    do {
      report = try file.write { database in
        try refresh(database)
        var merging = Merging(self, database)
        for source in sources { try source.read { try merging.take($0, of: source.path) } }
        try merging.finish()
        return merging.report
      }
    } catch {
      try? reload()
      throw error
    }
    try reload()
    (report.minima, report.saddles) = (count, saddleCount)
    return report
  }

  private func requireSame(_ source: AtlasFile, like other: String?) throws {
    do {
      guard try source.read({ try identity.matches($0, path: source.path) }) else {
        throw AtlasError.damaged(path: source.path, what: "the table meta is empty")
      }
    } catch AtlasError.optionDiffers(let path, let name, let stored, let given) {
      throw MergeError.differs(
        path: path, other: other, name: name, stored: stored, expected: given)
    } catch AtlasError.dimensionDiffers(let path, let stored, let given) {
      throw MergeError.differs(
        path: path, other: other, name: "the number of parameters", stored: "\(stored)",
        expected: "\(given)")
    }
  }
}

extension AtlasFile {
  /// What the atlas is an atlas of.
  func identity() throws -> AtlasIdentity {
    try read { database in
      guard try AtlasFile.version(database, path: path) > 0 else {
        throw AtlasError.notAnAtlas(path: path)
      }
      return try AtlasIdentity(
        stored: AtlasIdentity.stored(database, path: path), path: path)
    }
  }
}

/// Files that are merged into another one: only read.
enum MergeSource {
  /// - Throws: for a file that is not whole.
  static func file(_ path: String) throws -> AtlasFile {
    let file = try AtlasFile(path: path, isSource: true)
    let version = try file.read { database in
      let version = try AtlasFile.version(database, path: path)
      guard version > 0 else { throw AtlasError.notAnAtlas(path: path) }
      let verdict = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? ""
      guard verdict == "ok" else { throw AtlasError.damaged(path: path, what: verdict) }
      return version
    }
    if version == AtlasSchema.formatVersion { return file }
    guard version > 1 else { throw MergeError.tooOld(path: path) }
    // The file itself stays as it is.
    let copy = try AtlasFile(bytes: file.bytes(), called: path)
    try file.close()
    try copy.write { try AtlasMigration.bringTablesUpToDate($0) }
    return copy
  }
}
