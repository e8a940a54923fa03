import Tensors

/// The numbers 0 ..< count in random order, every order equally likely (Fisher and Yates 1938).
/// The same seed and stream give the same order.
package func permutation(_ count: Int, seed: UInt64, stream: UInt64) -> [Int] {
  var order = Array(0..<count)
  var random = CounterRandom(seed: seed, stream: stream)
  for last in stride(from: count - 1, to: 0, by: -1) {
    order.swapAt(last, random.integer(below: last + 1))
  }
  return order
}

/// The streams of one seed that data sets draw from, so that no two uses share random numbers.
package enum DataStream {
  static let split: UInt64 = 0x7370_6C69_7400_0000
  static let generator: UInt64 = 0x6765_6E65_7200_0000
  /// Followed by the number of the epoch.
  package static let batches: UInt64 = 0x6261_7463_6800_0000
}
