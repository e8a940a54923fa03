import Foundation
import GRDB
import GRDBSQLite
import Landscape

/// Points and visits on their way to the disk.
struct PendingPoints {
  var points: [Point] = []
  /// By the number of the point.
  var visits: [Int: Int] = [:]
  /// Tries to connect two minima, by their numbers, the lower one first.
  var attempts: [MinimumPair: Int] = [:]

  struct Point {
    var id: Int
    var point: StationaryPoint
    var origin: SearchOrigin?
    /// Of a transition state: the minima below it.
    var ends: MinimumPair?
  }
}

extension Atlas: SearchStore {
  /// Notes a proved point, or a visit of the one that it is. `commit` brings both to the disk.
  package func insert(
    _ point: StationaryPoint, origin: SearchOrigin
  ) throws -> (id: Int, isNew: Bool) {
    try note(point, origin: origin)
  }

  func note(_ point: StationaryPoint, origin: SearchOrigin?) throws -> (id: Int, isNew: Bool) {
    let placed = try place(point, origin: origin)
    visit(placed.id)
    return placed
  }

  /// Notes a transition state, or a visit of the one that it is.
  package func insert(
    saddle point: StationaryPoint, between ends: MinimumPair, origin: SearchOrigin
  ) throws -> (id: Int, isNew: Bool) {
    try note(saddle: point, between: ends, origin: origin)
  }

  func note(
    saddle point: StationaryPoint, between ends: MinimumPair, origin: SearchOrigin?
  ) throws -> (id: Int, isNew: Bool) {
    let placed = try place(point, origin: origin, ends: ends)
    visit(placed.id)
    return placed
  }

  package func attempt(_ pair: MinimumPair) { pending.attempts[pair, default: 0] += 1 }

  /// Where points like this one are looked for.
  private func points(like point: StationaryPoint) -> KnownPoints {
    points(index: point.index, proof: point.proof)
  }

  func points(index: Int, proof: Proof) -> KnownPoints {
    index == 1 ? knownSaddles : proof.counts ? known : degenerate
  }

  /// The number of the point that this one is: of a known one, or the next.
  private func place(
    _ point: StationaryPoint, origin: SearchOrigin?, ends: MinimumPair? = nil
  ) throws -> (id: Int, isNew: Bool) {
    let points = points(like: point)
    let invariants = symmetry.invariants(of: point.x)
    if let id = try points.find(point.x, energy: point.energy, invariants: invariants),
      try point.index > 0
        || !isBarrier(between: point.x, energy: point.energy, and: cache.coordinates(of: id))
    {
      return (id, false)
    }
    newestID += 1
    cache.add(point.x, pending: newestID)
    points.insert(
      PointIndex.Entry(
        id: newestID, energy: point.energy, invariants: invariants,
        lowestEigenvalue: point.lowestEigenvalue))
    pending.points.append(
      PendingPoints.Point(id: newestID, point: point, origin: origin, ends: ends))
    return (newestID, true)
  }

  /// Whether two points that lie close together are two minima: between them the energy is higher than at both.
  func isBarrier(between x: [Double], energy: Double, and stored: [Double]) throws -> Bool {
    let other = symmetry.aligned(stored, to: x)
    var (square, middle) = (0.0, x)
    for i in middle.indices {
      square += (other[i] - x[i]) * (other[i] - x[i])
      middle[i] = 0.5 * (other[i] + x[i])
    }
    // So near together only rounding tells them apart; further apart the symmetry compares without aligning.
    guard square > 1e-10, square.squareRoot() <= 2 * options.distanceTolerance, hasEnergy else {
      return false
    }
    let evaluator = try barrierEvaluator ?? surface.makeEvaluator()
    barrierEvaluator = evaluator
    var slope = middle
    let tolerance = options.energyTolerance * max(1, abs(energy))
    return try evaluator.energy(middle, gradient: &slope) > energy + 2 * tolerance
  }

  package func visit(_ id: Int) { pending.visits[id, default: 0] += 1 }

  /// Forgets what is not on the disk.
  func discardPending() {
    for item in pending.points {
      points(like: item.point).replace(id: item.id, energy: item.point.energy, by: nil)
    }
    cache.settle(pending.points.map(\.id), isStored: false)
    pending = PendingPoints()
    newestID = newestStored
  }

  /// One transaction: what is pending, as visits of `run`, and whatever belongs to it.
  func commit(run: Int = 0, _ body: (Database) throws -> Void = { _ in }) throws {
    try file.write { database in
      try refresh(database)
      try writePending(run: run, database)
      try body(database)
    }
    settlePending()
  }

  func writePending(run: Int, _ database: Database) throws {
    for item in pending.points {
      try store(item.point, item.id, item.origin, run: run, database)
      guard let ends = item.ends else { continue }
      try database.cachedStatement(
        sql: "INSERT INTO saddles (point, first, second) VALUES (?, ?, ?)"
      ).execute(arguments: [item.id, ends.first, ends.second])
    }
    for (pair, tries) in pending.attempts.sorted(by: { $0.key < $1.key }) {
      try database.cachedStatement(
        sql: """
          INSERT INTO attempts (first, second, run, tries) VALUES (?, ?, ?, ?)
          ON CONFLICT (first, second, run) DO UPDATE SET tries = tries + excluded.tries
          """
      ).execute(arguments: [pair.first, pair.second, run, tries])
    }
    for (id, hits) in pending.visits.sorted(by: { $0.key < $1.key }) {
      try database.cachedStatement(
        sql: """
          INSERT INTO visits (point, run, hits) VALUES (?, ?, ?)
          ON CONFLICT (point, run) DO UPDATE SET hits = hits + excluded.hits
          """
      ).execute(arguments: [id, run, hits])
    }
  }

  /// What was pending is on the disk.
  func settlePending() {
    cache.settle(pending.points.map(\.id), isStored: true)
    pending = PendingPoints()
    newestStored = newestID
  }

  private func store(
    _ point: StationaryPoint, _ id: Int, _ origin: SearchOrigin?, run: Int, _ database: Database
  ) throws {
    // Coordinates are good to the gradient over the softest mode; units equal to a thousandth of the distance
    // tolerance are equal.
    let multiplicity = symmetry.multiplicity(
      of: point.x, tolerance: options.distanceTolerance / 10)
    let invariants = symmetry.invariants(of: point.x)
    try database.cachedStatement(
      sql: """
        INSERT INTO points (id, key, energy, first_invariant, second_invariant, lowest_eigenvalue,
          hessian_index, proof, gradient_norm, zero_modes, log_determinant, multiplicity, run, chain,
          step)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      id, Atlas.key(energy: point.energy, invariants), point.energy, invariants.first,
      invariants.second, point.lowestEigenvalue, point.index, point.proof.rawValue,
      point.gradientNorm, point.zeroModes,
      point.logDeterminant.isNaN ? nil : point.logDeterminant, multiplicity,
      origin == nil ? nil : run, origin?.part, origin?.step,
    ])
    try database.cachedStatement(sql: "INSERT INTO coordinates (point, x) VALUES (?, ?)")
      .execute(arguments: [id, CoordinateBlob.encode(point.x)])
  }

  /// What a point is called in every atlas of its energy: the energy to nine digits, and the invariants to five.
  static func key(energy: Double, _ invariants: SymmetryInvariants) -> String {
    String(format: "%.8e %.4e %.4e", energy, invariants.first, invariants.second)
  }

  /// Reads the points that another process has added since. Pending ones that are among them become visits, the others get
  /// the next free numbers.
  func refresh(_ database: Database) throws {
    let (minima, saddles, others) = try newPoints(database)
    guard let newest = (minima + saddles + others).map(\.id).max() else { return }
    let before = pending
    discardPending()
    known.insert(minima)
    knownSaddles.insert(saddles)
    degenerate.insert(others)
    newestID = newest
    newestStored = newest
    var numbers: [Int: Int] = [:]
    func again(_ pair: MinimumPair) -> MinimumPair {
      MinimumPair(numbers[pair.first] ?? pair.first, numbers[pair.second] ?? pair.second)
    }
    // Minima stand before the transition states above them.
    for item in before.points {
      numbers[item.id] =
        try place(item.point, origin: item.origin, ends: item.ends.map(again)).id
    }
    for (id, hits) in before.visits { pending.visits[numbers[id] ?? id, default: 0] += hits }
    renumbered.merge(numbers.filter { $0.key != $0.value }) { $1 }
    for (pair, tries) in before.attempts {
      pending.attempts[again(pair), default: 0] += tries
    }
  }

  /// Points that are newer than those known. A million of them in about a second: the statement is read
  /// directly.
  private func newPoints(
    _ database: Database
  ) throws -> (
    minima: [PointIndex.Entry], saddles: [PointIndex.Entry], others: [PointIndex.Entry]
  ) {
    let query = try database.cachedStatement(
      sql: """
        SELECT id, energy, first_invariant, second_invariant, lowest_eigenvalue, proof, hessian_index
        FROM points WHERE id > ? ORDER BY id
        """)
    var (minima, saddles, others): ([PointIndex.Entry], [PointIndex.Entry], [PointIndex.Entry]) =
      ([], [], [])
    let statement = query.sqliteStatement
    func isNumber(_ column: Int32) -> Bool {
      let type = sqlite3_column_type(statement, column)
      return type == SQLITE_FLOAT || type == SQLITE_INTEGER
    }
    sqlite3_reset(statement)
    sqlite3_bind_int64(statement, 1, Int64(newestStored))
    defer { sqlite3_reset(statement) }
    while true {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE { break }
      guard code == SQLITE_ROW else {
        throw DatabaseError(
          resultCode: ResultCode(rawValue: code),
          message: String(cString: sqlite3_errmsg(database.sqliteConnection)))
      }
      let id = Int(sqlite3_column_int64(statement, 0))
      let numbers = (1...4).map { sqlite3_column_double(statement, Int32($0)) }
      guard sqlite3_column_type(statement, 0) == SQLITE_INTEGER, id > 0, id < 1 << 48,
        let word = sqlite3_column_text(statement, 5),
        let proof = Proof(rawValue: String(cString: word)),
        (1...(proof == .imported ? 3 : 4)).allSatisfy({ isNumber(Int32($0)) }),
        numbers.allSatisfy(\.isFinite),
        sqlite3_column_type(statement, 6) == SQLITE_INTEGER
      else { throw AtlasError.damaged(path: path, what: "point \(id) is not complete") }
      let entry = PointIndex.Entry(
        id: id, energy: numbers[0],
        invariants: SymmetryInvariants(numbers[1], numbers[2]), lowestEigenvalue: numbers[3])
      switch sqlite3_column_int64(statement, 6) {
      case 0: if proof.counts { minima.append(entry) } else { others.append(entry) }
      case 1: saddles.append(entry)
      default: throw AtlasError.damaged(path: path, what: "the index of point \(id)")
      }
    }
    return (minima, saddles, others)
  }
}
