import Foundation
import GRDB
import Landscape

/// A point on its way from one atlas to another: whatever its row says.
struct MergingPoint {
  let id: Int
  let energy: Double
  let x: [Double]
  let invariants: SymmetryInvariants
  let index: Int
  let proof: Proof
  private let row: Row

  init(_ row: Row, of path: String, dimension: Int) throws {
    let stored = StoredRow(row, of: path)
    id = try stored.identifier()
    energy = try stored.finite("energy")
    invariants = SymmetryInvariants(
      try stored.finite("first_invariant"), try stored.finite("second_invariant"))
    index = try stored.count("hessian_index")
    let word: String = try stored.value("proof")
    guard index <= 1, let proof = Proof(rawValue: word) else {
      throw stored.damaged("point \(id) has index \(index) and proof \(word.prefix(40))")
    }
    self.proof = proof
    guard let x = CoordinateBlob.decode(try stored.value("x"), count: dimension) else {
      throw stored.damaged("point \(id) has not \(dimension) finite coordinates")
    }
    self.x = x
    self.row = row.copy()
    // What a damaged page leaves of numbers is numbers, too; but they do not fit each other any more.
    let key: String = try stored.value("key")
    guard key == Atlas.key(energy: energy, invariants) else {
      throw stored.damaged("the energy of point \(id) does not fit its key")
    }
  }

  /// Whether the coordinates are those of which the invariants were taken.
  func isWhole(_ symmetry: any Symmetry) -> Bool {
    let now = symmetry.invariants(of: x)
    func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-9 * max(1e-3, abs(a), abs(b)) }
    return isNear(now.first, invariants.first) && isNear(now.second, invariants.second)
  }

  private func number(_ column: String) -> Double? {
    Double.fromDatabaseValue((row[column] as DatabaseValue?) ?? .null)
  }

  func entry(_ id: Int) -> PointIndex.Entry {
    PointIndex.Entry(
      id: id, energy: energy, invariants: invariants,
      lowestEigenvalue: number("lowest_eigenvalue") ?? .nan)
  }

  /// An order of all copies of one point, so that the same one is kept whatever came first: proved ones before those of other
  /// programs, then the one whose gradient vanishes best.
  func isBetter(than other: MergingPoint) -> Bool {
    func rank(_ point: MergingPoint) -> [Double] {
      [
        point.proof == .imported ? 1 : 0, point.number("gradient_norm") ?? .infinity, point.energy,
        point.number("lowest_eigenvalue") ?? .infinity, point.number("multiplicity") ?? 0,
      ] + point.x
    }
    return rank(self).lexicographicallyPrecedes(rank(other))
  }

  private static let columns = [
    "key", "energy", "first_invariant", "second_invariant", "lowest_eigenvalue", "hessian_index",
    "proof", "gradient_norm", "zero_modes", "log_determinant", "multiplicity", "chain", "step",
  ]
  private static let insertion = """
    INSERT INTO points (\(columns.joined(separator: ", ")), run, id)
    VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")), ?, ?)
    """
  private static let update = """
    UPDATE points SET \(columns.map { "\($0) = ?" }.joined(separator: ", ")), run = ? WHERE id = ?
    """

  func write(_ id: Int, runs: [Int: Int], isNew: Bool, _ database: Database) throws {
    let run = Int.fromDatabaseValue(row["run"]).flatMap { runs[$0] }
    let values = MergingPoint.columns.map { row[$0] as DatabaseValue }
    try database.cachedStatement(sql: isNew ? MergingPoint.insertion : MergingPoint.update)
      .execute(arguments: StatementArguments(values) + [run, id])
    try database.cachedStatement(sql: "INSERT INTO coordinates (point, x) VALUES (?, ?)")
      .execute(arguments: [id, CoordinateBlob.encode(x)])
  }
}
