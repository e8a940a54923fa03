import Optimizers
import Tensors

/// Where the coordinates of stored points come from. Called on any thread.
package protocol CoordinateSource: Sendable {
  func coordinates(of id: Int) throws -> [Double]
}

/// The points that are known, for all threads of a search.
package final class KnownPoints: Sendable {
  package let identity: PointIdentity
  private let index: Guarded<PointIndex>
  private let source: any CoordinateSource

  package init(
    _ entries: [PointIndex.Entry], _ identity: PointIdentity, _ source: any CoordinateSource
  ) {
    self.identity = identity
    self.source = source
    index = Guarded(PointIndex(entries))
  }

  package var count: Int { index.withLock { $0.count } }
  package var lowestEnergy: Double? { index.withLock { $0.lowest?.energy } }
  /// In order of energy.
  package var ids: [Int] { index.withLock { $0.entries.map(\.id) } }

  /// In order of energy.
  package var basins: [Basin] {
    index.withLock { $0.entries.map { Basin(id: $0.id, energy: $0.energy) } }
  }

  package func coordinates(of id: Int) throws -> [Double] { try source.coordinates(of: id) }

  package func insert(_ entry: PointIndex.Entry) { index.withLock { $0.insert(entry) } }

  package func insert(_ entries: [PointIndex.Entry]) {
    index.withLock { index in
      if entries.count > 1000 {
        index = PointIndex(Array(index.entries) + entries)
      } else {
        for entry in entries { index.insert(entry) }
      }
    }
  }

  /// Takes a point out, or gives it another number.
  package func replace(id: Int, energy: Double, by newID: Int?) {
    index.withLock { $0.replace(id: id, energy: energy, by: newID) }
  }

  package func clear() { index.withLock { $0 = PointIndex() } }

  /// The same among those that are allowed, with coordinates from elsewhere. An exact copy is found without aligning it.
  package func find(
    _ x: [Double], energy: Double, invariants: SymmetryInvariants,
    among isAllowed: (Int) throws -> Bool, coordinates: (Int) throws -> [Double]
  ) throws -> Int? {
    let candidates = try index.withLock {
      identity.candidates(energy: energy, invariants: invariants, in: $0)
    }.filter { try isAllowed($0.id) }
    for candidate in candidates where candidate.energy == energy {
      if try coordinates(candidate.id) == x { return candidate.id }
    }
    return try identity.nearest(candidates, to: x, coordinates: coordinates)
  }

  /// The known point that a polished one is.
  /// - Parameter newest: points with a higher number are not looked at.
  package func find(
    _ x: [Double], energy: Double, invariants: SymmetryInvariants, upTo newest: Int = .max
  ) throws -> Int? {
    let candidates = index.withLock {
      identity.candidates(energy: energy, invariants: invariants, in: $0)
    }.filter { $0.id <= newest }
    return try identity.nearest(candidates, to: x) { try source.coordinates(of: $0) }
  }

  /// The known minimum in whose bowl a descent has ended beyond doubt.
  /// - Parameter newest: points with a higher number are not looked at: what a task sees must not depend on the time at
  ///   which it runs.
  package func recognise(_ end: LBFGS.Result, upTo newest: Int) throws -> Int? {
    guard end.status == .converged else { return nil }
    let x = identity.symmetry.representative(of: end.x)
    let candidates = index.withLock { identity.candidates(for: end, at: x, in: $0) }
    for entry in candidates where entry.id <= newest {
      let minimum = try source.coordinates(of: entry.id)
      if identity.belongs(end, at: x, to: entry, minimum: minimum) { return entry.id }
    }
    return nil
  }
}
