/// A dictionary of the values that were used last.
struct RecentlyUsed<Key: Hashable, Element> {
  private var entries: [Key: (value: Element, used: Int)] = [:]
  private var clock = 0
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// The value of a key, which becomes the one used last.
  mutating func look(_ key: Key) -> Element? {
    clock += 1
    guard let place = entries.index(forKey: key) else { return nil }
    entries.values[place].used = clock
    return entries.values[place].value
  }

  /// Keeps a value, and drops the one not used for longest where there are too many.
  mutating func keep(_ value: Element, for key: Key) {
    guard entries.updateValue((value, clock), forKey: key) == nil, entries.count > limit else {
      return
    }
    if let oldest = entries.indices.min(by: {
      entries.values[$0].used < entries.values[$1].used
    }) {
      entries.remove(at: oldest)
    }
  }
}
