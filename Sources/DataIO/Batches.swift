import Tensors

/// A data set cut into batches of equal size. All samples are in one, the last of which may be smaller; or those
/// that do not fill one are left out.
public struct Batches: Sendable {
  /// Samples a batch.
  public let size: Int
  private let dataset: Dataset
  /// The order of the samples; `nil` for their own.
  private let order: [Int]?
  /// Number of batches.
  public let count: Int

  init(of dataset: Dataset, size: Int, order: [Int]?, dropLast: Bool) {
    self.dataset = dataset
    self.size = size
    self.order = order
    count = dropLast ? dataset.count / size : 1 + (dataset.count - 1) / size
  }

  /// The features `[b, features…]` and targets `[b]` or `[b, outputs…]` of a batch, counted from 0.
  ///
  /// - Throws: `DataError` if there is no such batch.
  public func batch(_ index: Int) throws -> (x: Tensor, y: Tensor) {
    guard index >= 0, index < count else {
      throw DataError.value(what: "batch", got: "\(index)", expected: "0 to \(count - 1)")
    }
    let start = index * size
    let range = start..<start + min(size, dataset.count - start)
    guard let order else { return (dataset.x.leading(range), dataset.y.leading(range)) }
    let rows = Array(order[range])
    return (try dataset.x.rows(rows), try dataset.y.rows(rows))
  }
}

extension Dataset {
  /// The data set in batches.
  ///
  /// - Parameters:
  ///   - size: samples a batch, at least 1; a size beyond the number of samples gives one batch.
  ///   - shuffle: whether the samples come in random order.
  ///   - seed: the same seed and epoch give the same order.
  ///   - epoch: which of the orders that a seed gives, so that each pass has another one.
  ///   - dropLast: whether a last batch that is smaller is left out.
  public func batches(
    size: Int, shuffle: Bool = false, seed: UInt64 = 0, epoch: Int = 0, dropLast: Bool = false
  ) throws -> Batches {
    guard size >= 1 else {
      throw DataError.value(what: "batch size", got: "\(size)", expected: "at least 1")
    }
    let stream = DataStream.batches &+ UInt64(truncatingIfNeeded: epoch)
    return Batches(
      of: self, size: size,
      order: shuffle ? permutation(count, seed: seed, stream: stream) : nil, dropLast: dropLast)
  }
}
