import Tensors

/// What a network in training mode has besides its parameters: the key of its random numbers, and the
/// buffers that every pass replaces. Used by one thread, while one loss is computed.
public final class Training {
  /// Four int32: two words of a seed, two of a counter that differs from step to step.
  public let key: Value
  /// The flat vector of the network's buffers after the passes so far.
  public internal(set) var buffers: Value
  /// The outputs of the first pass: predictions cost nothing more.
  public internal(set) var firstOutput: Value?
  /// How many random tensors were drawn: each has a stream of its own.
  private var draws = 0
  private let trace: Trace?

  /// - Parameter buffers: the network's buffers before the first pass.
  public init(key: Value, buffers: Value) {
    self.key = key
    self.buffers = buffers
    trace = Trace.current
  }

  /// A key from a seed and a counter.
  public static func key(seed: UInt64, counter: UInt64) throws -> Tensor {
    let words = [seed, seed &>> 32, counter, counter &>> 32].map {
      Int32(bitPattern: UInt32(truncatingIfNeeded: $0))
    }
    return try Tensor(words, shape: Shape([4]))
  }

  /// Whether this pass is one of training. Passes inside functions that are transformed (bounds, for
  /// example) evaluate: their statistics would be those of sets.
  var isActive: Bool { trace === Trace.current }

  func uniform(_ shape: Shape, _ dtype: DType) throws -> Value {
    draws += 1
    return try key.uniform(shape, dtype, stream: draws)
  }
}
