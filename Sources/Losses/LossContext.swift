import Layers
import Tensors

/// What a term of a loss sees: the network, its inputs and targets, and what several terms share. It lives
/// while one loss is computed, in the trace in which it was made.
public final class LossContext {
  /// The network; in `fit` in training mode.
  public let net: Network
  /// Samples along the leading dimension.
  public let x: Value
  public let y: Value
  private var outputs: Value?
  private let seed: UInt64
  private(set) var keys = 0
  /// Whether these are all samples of a step: an attack that runs before a step is on all of them.
  private(set) var isWhole = true
  /// What attacks have found so far, in the order in which they were asked.
  private(set) var points: [Value] = []
  /// What they are to find, where they were asked before.
  private var known: [Value] = []

  /// - Parameter seed: of random numbers that terms draw outside of a training, where nothing else gives a key:
  ///   the same at each evaluation, so that a landscape is one function.
  public init(_ net: Network, _ x: Value, _ y: Value, seed: UInt64 = 0) {
    self.net = net
    self.x = x
    self.y = y
    self.seed = seed
  }

  /// The network's outputs for the samples, computed once for all terms.
  public func logits() throws -> Value {
    if let outputs { return outputs }
    let computed = try net(x)
    outputs = computed
    return computed
  }

  /// What a loss inside of this one sees; its random numbers are those that come next here.
  /// - Parameter points: of the attacks that it asks, where they are known.
  func inner(_ net: Network, points: [Value] = []) -> LossContext {
    let inner = LossContext(net, x, y, seed: seed)
    (inner.keys, inner.isWhole, inner.known) = (keys, isWhole, points)
    return inner
  }

  /// The same of a part of the samples.
  func inner(_ net: Network, _ x: Value, _ y: Value) -> LossContext {
    let inner = LossContext(net, x, y, seed: seed)
    (inner.keys, inner.isWhole) = (keys, false)
    return inner
  }

  /// What is drawn from now on is independent of what was drawn there.
  func goOn(after inner: LossContext) { keys = max(keys, inner.keys) }

  /// The points of the next attack: those that are known, or what it finds.
  func noting(_ attack: () throws -> Value) throws -> Value {
    let found = points.count < known.count ? known[points.count] : try attack()
    points.append(found)
    return found
  }

  /// The network as it evaluates: its passes draw nothing, and leave running statistics where they are.
  /// Attacks and bounds inside of a loss are of this one.
  public var evaluation: Network { net.inEvaluation() }

  /// Four int32 from which random numbers are drawn; another one at each call.
  public func key() throws -> Value {
    keys += 1
    let base =
      try net.training?.key ?? .tensor(Training.key(seed: seed, counter: LossContext.counter))
    return try LossContext.key(base, keys)
  }

  /// The n-th key that follows from one: row by row it is the same however many are drawn.
  static func key(_ base: Value, _ order: Int) throws -> Value {
    let all = try base.drawIntegers(
      TensorType(Shape([order, 4]), .int32), in: Int32.min...Int32.max)
    return try all.sliced(0, order - 1..<order).reshaped(to: Shape([4]))
  }

  /// Steps of a training count from 1.
  private static let counter: UInt64 = 0

  /// Rows with a 1 at the class and 0 elsewhere, [n, classes], in the precision of the logits.
  /// - Parameter operation: what needs them, in errors.
  public func oneHot(for operation: String = "loss") throws -> Value {
    let logits = try logits()
    guard logits.shape.rank == 2, logits.shape.count > 0 else {
      throw TensorError.shapes(
        operation: operation, got: [logits.shape], expected: "logits of shape [n, classes]")
    }
    return try Labels.oneHot(
      y, samples: logits.shape[0], classes: logits.shape[1], dtype: logits.dtype)
  }
}
