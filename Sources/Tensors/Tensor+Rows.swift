extension Tensor {
  /// Copies of the given rows, from 0, which must exist.
  package func rows(_ rows: [Int]) throws -> Tensor {
    let rowBytes = shape.count(1..<shape.rank) * dtype.size
    return try Tensor(TensorType(shape.replacing(0, with: rows.count), dtype)) { memory in
      withExtendedLifetime(storage) {
        for (k, row) in rows.enumerated() {
          (memory + k * rowBytes).copyMemory(from: pointer + row * rowBytes, byteCount: rowBytes)
        }
      }
    }
  }

  /// The rows in `range`, which must exist, without copying them.
  package func leading(_ range: Range<Int>) -> Tensor {
    let rowBytes = shape.count(1..<shape.rank) * dtype.size
    return Tensor(
      TensorType(shape.replacing(0, with: range.count), dtype), storage: storage,
      offset: offset + range.lowerBound * rowBytes)
  }
}
