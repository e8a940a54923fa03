/// The operations of a graph that were met so far, to be found again by what they compute.
///
/// A table of its own, because the hasher of dictionaries takes longer than a planner has for a node.
struct Expressions {
  private struct Entry {
    let primitive: any Primitive
    let inputs: [Int]
    let hash: Int
    let place: Int
    /// The entry before this one with the same end of the hash, or -1.
    var next: Int
  }

  private var entries: [Entry] = []
  /// The latest entry for each end of a hash, or -1.
  private var heads: [Int]

  /// - Parameter capacity: how many operations there will be, about.
  init(capacity: Int) {
    heads = Array(repeating: -1, count: 1 << (Int.bitWidth - capacity.leadingZeroBitCount + 1))
    entries.reserveCapacity(capacity)
  }

  /// Of the primitive its type alone: what else it has is compared.
  static func hash(_ kind: any Primitive.Type, _ inputs: [Int]) -> Int {
    var hash = UInt(bitPattern: ObjectIdentifier(kind)) >> 4
    // Knuth's multiplicative hashing (The Art of Computer Programming 3, section 6.4).
    for input in inputs { hash = (hash ^ UInt(input)) &* 0x9E37_79B9_7F4A_7C15 }
    return Int(hash >> 16)
  }

  /// What is known of an operation on these nodes.
  func place(of primitive: any Primitive, _ inputs: [Int], _ hash: Int) -> Int? {
    var k = heads[hash & (heads.count - 1)]
    while k >= 0 {
      let entry = entries[k]
      if entry.hash == hash, entry.inputs == inputs, entry.primitive.isEqual(to: primitive) {
        return entry.place
      }
      k = entry.next
    }
    return nil
  }

  mutating func insert(_ primitive: any Primitive, _ inputs: [Int], _ hash: Int, _ place: Int) {
    if entries.count >= 2 * heads.count { spread() }
    let head = hash & (heads.count - 1)
    entries.append(
      Entry(primitive: primitive, inputs: inputs, hash: hash, place: place, next: heads[head]))
    heads[head] = entries.count - 1
  }

  /// There are more than were expected: four times as many ends of hashes, so that few entries share one.
  private mutating func spread() {
    heads = Array(repeating: -1, count: 4 * heads.count)
    for k in entries.indices {
      let head = entries[k].hash & (heads.count - 1)
      entries[k].next = heads[head]
      heads[head] = k
    }
  }
}
