/// Random numbers for the rows of a batch, each row with a key of its own: what a row gets depends on its key
/// and on the counter alone, not on its neighbours. In a trace keys and counter may be inputs of the plan.
public final class RowRandom {
  /// Two words for each row, int32 [n, 2].
  public let keys: Value
  /// int32, one number: what is drawn at another counter is independent.
  private let counter: Value
  /// Draws so far; each has a stream of its own.
  private var draws: Int32 = 0

  public init(keys: Value, counter: Value) {
    self.keys = keys
    self.counter = counter
  }

  /// The keys of a batch's rows: of their contents, so that they go with the rows wherever these stand.
  /// - Parameter rows: tensors whose rows, along the first dimension, belong together.
  public static func keys(of rows: [Tensor], seed: UInt64) throws -> Tensor {
    let count = rows.first?.shape[0] ?? 0
    var words: [Int32] = []
    words.reserveCapacity(2 * count)
    for row in 0..<count {
      // FNV-1a over eight bytes at a time, then mixed (Steele et al. 2014, SplitMix64).
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for tensor in rows {
        let bytes = tensor.type.byteCount / max(count, 1)
        withExtendedLifetime(tensor) {
          let place = tensor.pointer + row * bytes
          var k = 0
          while k + 8 <= bytes {
            hash =
              (hash ^ place.loadUnaligned(fromByteOffset: k, as: UInt64.self)) &* 0x100_0000_01b3
            hash ^= hash >> 29
            k += 8
          }
          while k < bytes {
            hash = (hash ^ UInt64(place.load(fromByteOffset: k, as: UInt8.self))) &* 0x100_0000_01b3
            k += 1
          }
        }
      }
      var mixed = hash &+ seed &* 0x9e37_79b9_7f4a_7c15
      mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      mixed ^= mixed >> 31
      words.append(Int32(bitPattern: UInt32(truncatingIfNeeded: mixed)))
      words.append(Int32(bitPattern: UInt32(truncatingIfNeeded: mixed >> 32)))
    }
    return try Tensor(words, shape: Shape([count, 2]))
  }

  private func next() throws -> Value {
    draws += 1
    let rows = keys.shape[0]
    let stream = Value.tensor(
      try Tensor(Array(repeating: draws, count: rows), shape: Shape([rows, 1])))
    return try .concatenated(
      [keys, counter.reshaped(to: Shape([1, 1])).expanded(to: Shape([rows, 1])), stream],
      dimension: 1)
  }

  private func row(_ type: TensorType) throws -> TensorType {
    TensorType(try Shape(Array(type.shape.dimensions.dropFirst())), type.dtype)
  }

  /// Uniform in [0, 1). - Parameter type: of the batch, rows along the first dimension.
  public func uniform(_ type: TensorType) throws -> Value {
    try next().drawUniform(row(type))
  }

  /// Standard normal.
  public func normal(_ type: TensorType) throws -> Value { try next().drawNormal(row(type)) }

  /// Whole numbers, each of `range` equally likely.
  public func integers(_ type: TensorType, in range: ClosedRange<Int32>) throws -> Value {
    try next().drawIntegers(row(type), in: range)
  }
}
