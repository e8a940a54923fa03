extension BoundOptions {
  /// Rows that are bounded together, in order: few enough for memory to stay small.
  /// - Parameter size: of one row's inputs.
  package func rowBatches(_ rows: Int, size: Int) -> [Range<Int>] {
    let largest = domain.rowsAtOnce(size)
    return stride(from: 0, to: rows, by: largest).map { $0..<min($0 + largest, rows) }
  }
}
