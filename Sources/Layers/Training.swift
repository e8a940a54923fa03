import Tensors

/// What a network in training mode has besides its parameters: the key of its random numbers, and the
/// buffers that every pass replaces. Used by one thread, while one loss is computed, in the trace in
/// which it was made.
public final class Training {
  /// Four int32: two words of a seed, two of a counter that differs from step to step.
  public let key: Value
  /// The flat vector of the network's buffers after the passes so far.
  public private(set) var buffers: Value
  /// What the first pass got and gave.
  private var firstPass: (input: Value, output: Value)?
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

  func note(_ input: Value, _ output: Value, _ buffers: Value?) {
    if let buffers { self.buffers = buffers }
    if firstPass == nil { firstPass = (input, output) }
  }

  /// The outputs that the network gave for this traced input, if that was its first pass: predictions
  /// then cost nothing more.
  public func output(for input: Value) -> Value? {
    guard let firstPass, case .traced(_, let known) = firstPass.input,
      case .traced(_, let node) = input, known == node
    else { return nil }
    return firstPass.output
  }

  func uniform(_ shape: Shape, _ dtype: DType) throws -> Value {
    draws += 1
    return try key.uniform(shape, dtype, stream: draws)
  }
}
