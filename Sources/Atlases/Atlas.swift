import Foundation
import GRDB
import Landscape
import Ranks

/// The minima of one energy surface in an SQLite file, and the runs that search for them.
///
/// What counts as a minimum is proved (`Proof`); stationary points that are none for certain are kept apart. Points that
/// the symmetry maps onto each other are stored once. Every commit is atomic, with the state of the search that led to
/// it, so a killed process loses at most what half a second brought, and repeats it bit by bit. An instance belongs to one
/// thread; several processes may use one file on a local disk.
public final class Atlas {
  /// What decides whether two minima are one; see `PointIdentity`.
  public struct Options: Sendable, Equatable {
    /// Relative to max(1, |energy|).
    public var energyTolerance = 1e-8
    /// Euclidean, in units of the parameters.
    public var distanceTolerance = 1e-3
    /// Quenching of single points.
    public var quench = QuenchOptions()
    /// Parameters that belong together (the layers of a network), for moves that change one of them.
    public var layers: [[Int]] = []

    public init() {}

    func check() throws {
      let tolerances = [
        ("energy_tolerance", energyTolerance), ("distance_tolerance", distanceTolerance),
      ]
      for (name, value) in tolerances where !(value > 0 && value.isFinite) {
        throw AtlasError.invalidOption(name: name, value: "\(value)", allowed: "a positive number")
      }
    }
  }

  public let path: String
  public let surface: any EnergySurface
  public let symmetry: any Symmetry
  public let options: Options

  let identity: AtlasIdentity
  let file: AtlasFile
  let cache: PointCache
  /// Proved minima, and stationary points that are none for certain.
  package let known: KnownPoints
  let degenerate: KnownPoints
  /// Transition states.
  package let knownSaddles: KnownPoints
  /// Points and visits that are not on the disk yet.
  var pending = PendingPoints()
  package internal(set) var newestID = 0
  /// Numbers that points had before another process stored its own, and those that they have now.
  var renumbered: [Int: Int] = [:]
  /// The highest number on the disk when it was last looked at.
  var newestStored = 0
  var uuid = ""
  var singleQuencher: Quencher?
  /// The tree of what was known when it was last asked for.
  var tree: (state: [Int], barriers: Barriers)?
  /// For the energy between two points.
  var barrierEvaluator: (any EnergyEvaluator)?
  private var isClosed = false
  /// Of the processes that search together; see `RankFiles`.
  let rankFiles: RankFiles?

  /// Opens the atlas at `path`, or makes it. ":memory:" is an atlas without a file.
  ///
  /// `description` says what the surface is (network, loss, data, ...); an atlas made with another
  /// one, another dimension, symmetry or tolerance is an error that names what differs.
  ///
  /// Where mpirun has started several processes all of them have to open it together: rank 0 has the file, the others
  /// copies, and all say the same.
  /// - Parameter shards: the folder for the files of ranks; that of `path` unless given.
  public static func open(
    path: String, surface: any EnergySurface, symmetry: any Symmetry = NoSymmetry(),
    description: [String: String] = [:], options: Options = Options(), shards: String? = nil
  ) throws -> Atlas {
    try options.check()
    let identity = AtlasIdentity(
      dimension: surface.dimension, symmetry: symmetry.summary,
      energyTolerance: options.energyTolerance, distanceTolerance: options.distanceTolerance,
      description: description, testValues: try TestValues(of: surface),
      structure: SymmetryStructure(symmetry))
    let parts = Parts(surface: surface, symmetry: symmetry, options: options, identity: identity)
    guard World.current.ranks > 1 else { return try Atlas(AtlasFile(path: path), parts) }
    return try openTogether(path, parts, shards: shards)
  }

  /// What an atlas is made of, but its file.
  struct Parts {
    var surface: any EnergySurface
    var symmetry: any Symmetry
    var options: Options
    var identity: AtlasIdentity
  }

  init(_ file: @autoclosure () throws -> AtlasFile, _ parts: Parts, rankFiles: RankFiles? = nil)
    throws
  {
    let (surface, symmetry, options) = (parts.surface, parts.symmetry, parts.options)
    guard surface.dimension >= 1 else {
      throw AtlasError.invalidOption(
        name: "dimension", value: "\(surface.dimension)", allowed: "1 or more")
    }
    try symmetry.validate(dimension: surface.dimension)
    _ = FinishedRuns.processStart
    self.surface = surface
    self.symmetry = symmetry
    self.options = options
    self.identity = parts.identity
    self.rankFiles = rankFiles
    self.file = try file()
    path = self.file.path
    cache = PointCache(self.file, dimension: surface.dimension)
    let same = PointIdentity(
      symmetry: symmetry, energyTolerance: options.energyTolerance,
      distanceTolerance: options.distanceTolerance)
    known = KnownPoints([], same, cache)
    degenerate = KnownPoints([], same, cache)
    knownSaddles = KnownPoints([], same, cache)
    try prepare()
    try self.file.read { try refresh($0) }
    try checkStoredMinima()
  }

  /// Makes the tables, brings those of older versions up to date, and compares what the atlas is an atlas of.
  private func prepare() throws {
    let isCurrent = try file.read { database in
      try AtlasFile.version(database, path: path) == AtlasSchema.formatVersion
        && identity.matches(database, path: path)
    }
    if !isCurrent {
      guard !file.isReadOnly else { throw AtlasError.olderFormat(path: path) }
      try file.write { database in
        try AtlasMigration(self, identity).bringUpToDate(database)
        if try identity.matches(database, path: path) {
          try identity.storeStructure(database)
        } else {
          try identity.store(database)
        }
      }
      settlePending()
    }
    uuid = try file.read { try AtlasIdentity.uuid($0) }
  }

  /// Closes the file. Any further use of the atlas is an error. May be called twice.
  public func close() throws {
    guard !isClosed else { return }
    isClosed = true
    singleQuencher = nil
    barrierEvaluator = nil
    try file.close()
    rankFiles?.removeCopy()
  }

  deinit { rankFiles?.removeCopy() }

  /// The atlas in another file.
  var parts: Parts {
    Parts(surface: surface, symmetry: symmetry, options: options, identity: identity)
  }

  /// Forgets what it knows and reads the file anew, when that has become another one.
  func reload() throws {
    pending = PendingPoints()
    tree = nil
    cache.clear()
    for points in [known, degenerate, knownSaddles] { points.clear() }
    (newestID, newestStored) = (0, 0)
    uuid = try file.read { try AtlasIdentity.uuid($0) }
    try file.read { try refresh($0) }
  }

  func requireOpen() throws {
    if isClosed { throw AtlasError.closed(path: path) }
  }

  /// The number of minima known: those that are proved.
  public var count: Int { known.count }

  /// The number of stationary points that are no minima for certain.
  public var degenerateCount: Int { degenerate.count }

  /// The lowest energy known; nil for an empty atlas.
  public var lowestEnergy: Double? { known.lowestEnergy }

  /// Whether the file can only be read.
  public var isReadOnly: Bool { file.isReadOnly }

  func coordinates(_ data: Data, of what: String) throws -> [Double] {
    guard let x = CoordinateBlob.decode(data, count: surface.dimension) else {
      throw AtlasError.damaged(
        path: path, what: "\(what) has not \(surface.dimension) finite coordinates")
    }
    return x
  }

  /// The lowest minimum and a few others must still have the energies that they had.
  private func checkStoredMinima() throws {
    let ids = known.ids
    guard hasEnergy, let last = ids.last else { return }
    let some = Set([ids[0], ids[ids.count / 3], ids[2 * ids.count / 3], last])
    let evaluator = try surface.makeEvaluator()
    var slope = [Double](repeating: 0, count: surface.dimension)
    for id in some.sorted() {
      let energy = try file.read { database in
        try Double.fetchOne(
          database, sql: "SELECT energy FROM points WHERE id = ?", arguments: [id])
      }
      let now = try evaluator.energy(cache.coordinates(of: id), gradient: &slope)
      guard TestValues.agree(energy, now) else {
        throw AtlasError.optionDiffers(
          path: path, name: "value at minimum \(id)", stored: energy.map { "\($0)" },
          given: "\(now)")
      }
    }
  }
}
