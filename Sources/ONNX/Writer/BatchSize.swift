import Tensors

/// Which sizes follow the batch: the function was traced for two batch sizes, and a size that differs
/// between the traces is a multiple of the batch.
struct BatchSize {
  let first: Int
  let second: Int

  /// How many times the batch a size is; nil for a size that does not follow it.
  func factor(_ a: Int, _ b: Int) throws -> Int? {
    if a == b { return nil }
    guard a % first == 0, a / first * second == b else {
      throw ONNXWriterError.problem(
        "a size is \(a) for \(first) samples and \(b) for \(second), no multiple of them")
    }
    return a / first
  }

  func factors(_ a: Shape, _ b: Shape) throws -> [Int?] {
    guard a.rank == b.rank else {
      throw ONNXWriterError.problem("a tensor has other dimensions for other batch sizes")
    }
    return try zip(a.dimensions, b.dimensions).map(factor)
  }
}
