/// Points in order of energy, with what tells most of them apart: 32 bytes each, and no coordinates.
///
/// Buckets of a thousand: one more point moves at most a bucket, whether there are a thousand points or a million.
package struct PointIndex: Sendable {
  package struct Entry: Sendable, Equatable {
    package var energy: Double
    package var id: Int
    package var first: Float
    package var second: Float
    /// The lowest eigenvalue of the Hessian: how far a loose descent may end from the point.
    package var lowestEigenvalue: Float

    package init(id: Int, energy: Double, invariants: SymmetryInvariants, lowestEigenvalue: Double)
    {
      self.id = id
      self.energy = energy
      first = Float(invariants.first)
      second = Float(invariants.second)
      self.lowestEigenvalue = Float(lowestEigenvalue)
    }

    /// Whether the two invariants allow that a point lies within `distance`.
    fileprivate func mayEqual(_ invariants: SymmetryInvariants, within distance: Double) -> Bool {
      // Single precision rounds by 6e-8 of the number.
      func isNear(_ a: Float, _ b: Double) -> Bool {
        abs(Double(a) - b) <= distance + 1.2e-7 * abs(b)
      }
      return isNear(first, invariants.first) && isNear(second, invariants.second)
    }
  }

  private static let bucketSize = 1024
  /// None is empty. Ascending in energy; equal energies in the order of insertion.
  private var buckets: [[Entry]] = []
  package private(set) var count = 0

  package init() {}

  /// All at once, in any order.
  package init(_ entries: [Entry]) {
    let sorted = entries.sorted { ($0.energy, $0.id) < ($1.energy, $1.id) }
    let half = PointIndex.bucketSize / 2
    buckets = stride(from: 0, to: sorted.count, by: half).map {
      Array(sorted[$0..<min($0 + half, sorted.count)])
    }
    count = sorted.count
  }

  package var lowest: Entry? { buckets.first?.first }

  /// In order of energy.
  package var entries: some Sequence<Entry> { buckets.lazy.joined() }

  package mutating func insert(_ entry: Entry) {
    count += 1
    guard !buckets.isEmpty else {
      buckets.append([entry])
      return
    }
    // The last bucket that begins at or below the energy.
    let bucket = max(0, partition(0, buckets.count) { buckets[$0][0].energy > entry.energy } - 1)
    let place = partition(0, buckets[bucket].count) {
      buckets[bucket][$0].energy > entry.energy
    }
    buckets[bucket].insert(entry, at: place)
    if buckets[bucket].count >= PointIndex.bucketSize {
      let half = buckets[bucket].count / 2
      let upper = Array(buckets[bucket][half...])
      buckets[bucket].removeSubrange(half...)
      buckets.insert(upper, at: bucket + 1)
    }
  }

  /// Takes a point out again, or gives it another number.
  package mutating func replace(id: Int, energy: Double, by newID: Int?) {
    var bucket = max(0, partition(0, buckets.count) { buckets[$0][0].energy >= energy } - 1)
    while bucket < buckets.count, buckets[bucket][0].energy <= energy {
      if let place = buckets[bucket].firstIndex(where: { $0.id == id && $0.energy == energy }) {
        if let newID {
          buckets[bucket][place].id = newID
        } else {
          buckets[bucket].remove(at: place)
          count -= 1
          if buckets[bucket].isEmpty { buckets.remove(at: bucket) }
        }
        return
      }
      bucket += 1
    }
  }

  /// Points whose energy is at most `window` away and whose invariants allow a distance of at most `distance`, in order
  /// of energy.
  package func candidates(
    energy: Double, window: Double, invariants: SymmetryInvariants, distance: Double
  ) -> [Entry] {
    var found: [Entry] = []
    var bucket = max(
      0, partition(0, buckets.count) { buckets[$0][0].energy >= energy - window } - 1)
    while bucket < buckets.count, buckets[bucket][0].energy <= energy + window {
      let entries = buckets[bucket]
      var place = partition(0, entries.count) { entries[$0].energy >= energy - window }
      while place < entries.count, entries[place].energy <= energy + window {
        if entries[place].mayEqual(invariants, within: distance) { found.append(entries[place]) }
        place += 1
      }
      bucket += 1
    }
    return found
  }

  /// The first position for which the predicate holds; it holds for all after it.
  private func partition(_ start: Int, _ end: Int, _ holds: (Int) -> Bool) -> Int {
    var (low, high) = (start, end)
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
