/// A dictionary of the values that were used last.
struct RecentlyUsed<Key: Hashable, Element> {
  private var entries: [Key: (value: Element, used: Int)] = [:]
  private var clock = 0
  /// What was looked up or kept last: a call like the one before finds it without hashing.
  private var latest: (key: Key, value: Element)?
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// The value of a key, which becomes the one used last.
  mutating func look(_ key: Key) -> Element? {
    if let latest, latest.key == key { return latest.value }
    clock += 1
    guard let place = entries.index(forKey: key) else { return nil }
    entries.values[place].used = clock
    let value = entries.values[place].value
    latest = (key, value)
    return value
  }

  /// Keeps a value, and drops the one not used for longest where there are too many.
  mutating func keep(_ value: Element, for key: Key) {
    latest = (key, value)
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
