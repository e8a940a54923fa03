/// Two minima by their numbers, the lower number first. Both may be one.
package struct MinimumPair: Hashable, Sendable, Codable, Comparable {
  package let first: Int
  package let second: Int

  package init(_ one: Int, _ other: Int) {
    (first, second) = (min(one, other), max(one, other))
  }

  package static func < (a: MinimumPair, b: MinimumPair) -> Bool {
    (a.first, a.second) < (b.first, b.second)
  }
}
