extension BoundOptions {
  /// Rows that are bounded together, in order: few enough for memory to stay small.
  /// - Parameter size: of one row's inputs.
  package func rowBatches(_ rows: Int, size: Int) -> [Range<Int>] {
    // Sets of other domains than boxes have about as many parts as inputs, of the inputs' size.
    let largest = domain is IntervalDomain ? 512 : max(1, min(100, 8_000_000 / max(1, size * size)))
    return stride(from: 0, to: rows, by: largest).map { $0..<min($0 + largest, rows) }
  }
}
