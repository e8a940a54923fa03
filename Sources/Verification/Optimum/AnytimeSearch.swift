import Tensors

/// A search that can be ended at any time, with what it knows by then.
protocol AnytimeSearch {
  associatedtype Result
  var result: Result { get }
  mutating func run() throws
}

/// Searches one after the other, by some workers, each for so many seconds.
struct TimedSearches {
  let seconds: Double
  let workers: Int

  /// - Parameter report: is given each result as soon as it is known; what an interruption leaves is known as well.
  func callAsFunction<Search: AnytimeSearch>(
    _ count: Int, _ search: (_ k: Int) throws -> Search,
    _ report: (_ k: Int, Search.Result) -> Void
  ) throws {
    let lock = Guarded(())
    _ = try Team.map(Array(0..<count), chunk: 1, workers: workers) { _, own in
      for k in own {
        var search = try search(k)
        defer { lock.withLock { _ in report(k, search.result) } }
        do {
          try Cancellation.within(seconds: seconds) { try search.run() }
        } catch is OutOfTime {}
      }
      return own
    }
  }
}
