/// Which numbers (of chains, or of tasks that need nothing of each other) belong to one of several processes that do a search
/// together: n to the process n mod `count`. What is drawn for a number depends on the number alone.
package struct Share: Sendable, Equatable {
  package let rank: Int
  package let ranks: Int

  package static let whole = Share(rank: 0, ranks: 1)

  package init(rank: Int, ranks: Int) {
    self.rank = rank
    self.ranks = max(1, ranks)
  }

  /// How many of the numbers below `total` are this one's.
  package func count(of total: Int) -> Int { max(0, (total - rank + ranks - 1) / ranks) }

  /// The place-th of its numbers, from 0.
  package func number(_ place: Int) -> Int { place * ranks + rank }

  /// The inverse; nil if the number belongs to another process.
  package func place(of number: Int) -> Int? {
    number >= rank && (number - rank) % ranks == 0 ? (number - rank) / ranks : nil
  }

  /// Of a search that cannot be divided: all of it is done by the first.
  package func undivided(_ total: Int) -> Int { rank == 0 ? total : 0 }
}
