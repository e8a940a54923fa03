import Foundation
import GRDB

/// The minima of one energy surface in an SQLite file, and the runs that search for them.
///
/// What is stored is proved: the gradient vanishes to rounding and the exact Hessian has no
/// negative eigenvalue. Points that the symmetry maps onto each other are stored once. Every
/// commit is atomic, with the state of the chains that led to it, so a killed process loses at
/// most one batch and repeats it bit by bit. An instance belongs to one thread; several processes
/// may use one file on a local disk.
public final class Atlas {
  /// What decides whether two minima are one; see `MinimaIndex`.
  public struct Options: Sendable, Equatable {
    /// Relative to max(1, |energy|).
    public var energyTolerance = 1e-8
    /// Euclidean, in units of the parameters.
    public var distanceTolerance = 1e-3
    /// Quenching of single points, and the proof of minima.
    public var quench = QuenchOptions()

    public init() {}
  }

  public let path: String
  public let surface: any EnergySurface
  public let symmetry: any Symmetry
  public let options: Options

  let file: AtlasFile
  var index: MinimaIndex
  var newestID = 0
  var singleQuencher: Quencher?
  private var isClosed = false

  /// Opens the atlas at `path`, or makes it. ":memory:" is an atlas without a file.
  ///
  /// `description` says what the surface is (network, loss, data, ...); an atlas made with another
  /// one, another dimension, symmetry or tolerance is an error that names what differs.
  public static func open(
    path: String, surface: any EnergySurface, symmetry: any Symmetry = NoSymmetry(),
    description: [String: String] = [:], options: Options = Options()
  ) throws -> Atlas {
    try Atlas(
      path: path, surface: surface, symmetry: symmetry, description: description,
      options: options)
  }

  private init(
    path: String, surface: any EnergySurface, symmetry: any Symmetry,
    description: [String: String], options: Options
  ) throws {
    let tolerances = [
      ("energy_tolerance", options.energyTolerance),
      ("distance_tolerance", options.distanceTolerance),
    ]
    for (name, value) in tolerances where !(value > 0 && value.isFinite) {
      throw AtlasError.invalidOption(name: name, value: "\(value)", allowed: "a positive number")
    }
    guard surface.dimension >= 1 else {
      throw AtlasError.invalidOption(
        name: "dimension", value: "\(surface.dimension)", allowed: "1 or more")
    }
    try symmetry.validate(dimension: surface.dimension)
    self.path = path
    self.surface = surface
    self.symmetry = symmetry
    self.options = options
    index = MinimaIndex(
      symmetry: symmetry, energyTolerance: options.energyTolerance,
      distanceTolerance: options.distanceTolerance)
    file = try AtlasFile(path: path)
    let identity = AtlasIdentity(
      dimension: surface.dimension, symmetry: symmetry.summary,
      energyTolerance: options.energyTolerance, distanceTolerance: options.distanceTolerance,
      description: description)
    let isKnown = try file.read { try identity.matches($0, path: path) }
    if !isKnown {
      try file.write { database in
        if try !identity.matches(database, path: path) { try identity.store(database) }
      }
    }
    try file.read { try refresh($0) }
  }

  /// Closes the file. Any further use of the atlas is an error. May be called twice.
  public func close() throws {
    guard !isClosed else { return }
    isClosed = true
    singleQuencher = nil
    try file.close()
  }

  func requireOpen() throws {
    if isClosed { throw AtlasError.closed(path: path) }
  }

  /// The number of minima known.
  public var count: Int { index.count }

  /// The lowest energy known; nil for an empty atlas.
  public var lowestEnergy: Double? { index.lowestEnergy }

  /// Reads the minima that another process has added since.
  func refresh(_ database: Database) throws {
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT id, energy, x, lowest_eigenvalue FROM minima WHERE id > ? ORDER BY id",
      arguments: [newestID])
    while let next = try rows.next() {
      let row = StoredRow(next, of: path)
      let id = try row.identifier()
      index.insert(
        MinimaIndex.Entry(
          id: id, energy: try row.finite("energy"),
          x: try coordinates(row.value("x"), of: "minimum \(id)"),
          lowestEigenvalue: try row.value("lowest_eigenvalue")))
      newestID = id
    }
  }

  /// One transaction on what every process has stored so far. If it fails nothing is written, and
  /// the index in memory stays as it was.
  func transaction<T>(_ body: (Database) throws -> T) throws -> T {
    let (indexBefore, newestBefore) = (index, newestID)
    do {
      return try file.write { database in
        try refresh(database)
        return try body(database)
      }
    } catch {
      (index, newestID) = (indexBefore, newestBefore)
      throw error
    }
  }

  func coordinates(_ data: Data, of what: String) throws -> [Double] {
    guard let x = CoordinateBlob.decode(data, count: surface.dimension) else {
      throw AtlasError.damaged(
        path: path, what: "\(what) has not \(surface.dimension) finite coordinates")
    }
    return x
  }

  /// Which search led to a point.
  struct Origin {
    var run: Int
    var chain: Int
    var step: Int
  }

  /// Stores a proved minimum, or counts a hit of the one it is.
  func insert(
    _ point: StationaryPoint, origin: Origin?, _ database: Database
  ) throws -> (id: Int, isNew: Bool) {
    if let id = index.find(x: point.x, energy: point.energy) {
      try addHits(1, to: id, database)
      return (id, false)
    }
    let id = newestID + 1
    // Coordinates are good to the gradient over the softest mode; units equal to a thousandth
    // of the distance tolerance are equal.
    let multiplicity = symmetry.multiplicity(
      of: point.x, tolerance: options.distanceTolerance / 10)
    try database.execute(
      sql: """
        INSERT INTO minima (id, energy, x, gradient_norm, lowest_eigenvalue, zero_modes,
          log_determinant, hits, multiplicity, run, chain, step)
        VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)
        """,
      arguments: [
        id, point.energy, CoordinateBlob.encode(point.x), point.gradientNorm,
        point.lowestEigenvalue, point.zeroModes, point.logDeterminant, multiplicity,
        origin?.run, origin?.chain, origin?.step,
      ])
    index.insert(MinimaIndex.Entry(id: id, point: point))
    newestID = id
    return (id, true)
  }

  func addHits(_ hits: Int, to id: Int, _ database: Database) throws {
    try database.execute(
      sql: "UPDATE minima SET hits = hits + ? WHERE id = ?", arguments: [hits, id])
  }
}
