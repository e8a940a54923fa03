import Foundation
import GRDB
import Landscape
import Tensors

/// Coordinates of points: those not yet on the disk, those used lately, and the file for the rest. At most some 64 MiB,
/// whatever the number of points. For any thread.
final class PointCache: CoordinateSource {
  private let file: AtlasFile
  private let dimension: Int
  private let state = Guarded(State())
  /// Points in each of the two generations.
  private let limit: Int

  private struct State {
    /// Not stored yet: kept until they are.
    var pending: [Int: [Double]] = [:]
    var young: [Int: [Double]] = [:]
    var old: [Int: [Double]] = [:]
  }

  init(_ file: AtlasFile, dimension: Int) {
    self.file = file
    self.dimension = dimension
    limit = max(64, (32 << 20) / (8 * dimension + 64))
  }

  func add(_ x: [Double], pending id: Int) { state.withLock { $0.pending[id] = x } }

  func clear() { state.withLock { $0 = State() } }

  /// Forgets what was to be stored, by number; `isStored`: it is on the disk now.
  func settle(_ ids: [Int], isStored: Bool) {
    state.withLock { state in
      for id in ids {
        guard let x = state.pending.removeValue(forKey: id) else { continue }
        if isStored { remember(x, id, &state) }
      }
    }
  }

  func coordinates(of id: Int) throws -> [Double] {
    let known = state.withLock { state -> [Double]? in
      if let x = state.pending[id] ?? state.young[id] { return x }
      if let x = state.old[id] {
        remember(x, id, &state)
        return x
      }
      return nil
    }
    if let known { return known }
    let data = try file.read { database in
      try Data.fetchOne(
        database.cachedStatement(sql: "SELECT x FROM coordinates WHERE point = ?"), arguments: [id])
    }
    guard let data, let x = CoordinateBlob.decode(data, count: dimension) else {
      throw AtlasError.damaged(
        path: file.path, what: "point \(id) has not \(dimension) finite coordinates")
    }
    state.withLock { remember(x, id, &$0) }
    return x
  }

  private func remember(_ x: [Double], _ id: Int, _ state: inout State) {
    if state.young.count >= limit {
      state.old = state.young
      state.young = [:]
    }
    state.young[id] = x
  }
}
