import Losses
import Settings
import Tensors

/// L-BFGS as PyTorch's `torch.optim.LBFGS` without line search: the two-loop recursion (Nocedal,
/// Math. Comp. 35, 1980) with steps of the learning rate's length; the first is min(1, 1 / |g|_1) of it
/// along the gradient. Pairs with y . s of 1e-10 or less are not remembered. Every batch is used for
/// several steps, until the loss changes by less than 1e-9. (The quench of landscapes is ``LBFGS``.)
public struct LimitedMemoryRule: UpdateRule {
  public var learningRate: Scheduled = 1
  /// Steps a batch at most.
  public var maximumSteps = 20
  /// Gradients a batch at most; nil for 1.25 times as many as steps.
  public var maximumEvaluations: Int?
  /// Pairs that are remembered.
  public var history = 10

  /// With a smaller gradient the batch is done.
  private static let gradientTolerance = 1e-7
  /// With a smaller change of the loss or of the parameters it is done too; with a smaller slope no step
  /// is made.
  private static let changeTolerance = 1e-9
  private static let leastProduct = 1e-10

  public init() {}
  public init(
    learningRate: Scheduled = 1, maximumSteps: Int = 20, maximumEvaluations: Int? = nil,
    history: Int = 10
  ) {
    self.learningRate = learningRate
    self.maximumSteps = maximumSteps
    self.maximumEvaluations = maximumEvaluations
    self.history = history
  }

  /// One gradient more than steps is asked for, but after the last of them.
  public var repetitions: Int {
    max(1, min(maximumSteps, (maximumEvaluations ?? maximumSteps * 5 / 4) - 1))
  }

  public static let about = About(
    "lbfgs",
    "L-BFGS without line search, in PyTorch's form: for large batches. (optim.minimize has one "
      + "that bounds its steps.) A batch is done when its loss changes by less than 1e-9.",
    source: "Nocedal, Math. Comp. 35, 1980")
  public static let settings: [Setting<LimitedMemoryRule>] = [
    .rate, .integer("max_iter", \.maximumSteps, 1...100_000, "Steps on each batch at most."),
    .integer(
      "max_eval", \.maximumEvaluations, 1...1_000_000, rule: "1.25 max_iter",
      "Gradients of each batch at most, one more than steps that count."),
    .integer("history_size", \.history, 1...1000, "Pairs that it remembers."),
  ]

  /// The last gradient and step, then the changes of parameters and of gradients, oldest first. Pairs
  /// that are not there yet are zero, and change nothing.
  public var memory: Int { 2 + 2 * history }

  public func coefficients(step: Int) -> [Double] { [step == 1 ? 1 : 0] }

  public var mayReject: Bool { true }

  public func accepts(_ attempt: StepAttempt) -> Bool {
    func largest(_ vector: Tensor?) -> Double {
      vector?.doubles.reduce(0) { max($0, abs($1)) } ?? .infinity
    }
    guard attempt.loss.isFinite else { return true }
    let (gradient, lastStep) = (attempt.updatedMemory.first, attempt.memory.dropFirst().first)
    if largest(gradient) <= LimitedMemoryRule.gradientTolerance { return false }
    return attempt.repetition == 0
      || abs(attempt.loss - attempt.previousLoss) >= LimitedMemoryRule.changeTolerance
        && largest(lastStep) > LimitedMemoryRule.changeTolerance
  }

  public func callAsFunction(
    _ parameters: Value, _ gradient: Value, _ memory: [Value], learningRate: Value,
    coefficients: [Value]
  ) throws -> (parameters: Value, memory: [Value]) {
    let g = gradient
    let y = try g - memory[0]
    let isKept = try memory[1].dot(y).greater(than: LimitedMemoryRule.leastProduct)
    func shifted(_ old: ArraySlice<Value>, _ new: Value) throws -> [Value] {
      try zip(old, old.dropFirst() + [new]).map { try isKept.select($1, $0) }
    }
    let steps = try shifted(memory[2..<2 + history], memory[1])
    let changes = try shifted(memory[(2 + history)...], y)

    let one = try g.sum().filled(1)
    let zero = try one.filled(0)
    var direction = try -g
    var inverses: [Value] = []
    var weights: [Value] = []
    for (s, y) in zip(steps, changes).reversed() {
      let product = try s.dot(y)
      let isThere = try product.greater(than: 0)
      let inverse = try isThere.select(one / isThere.select(product, one), zero)
      let weight = try s.dot(direction) * inverse
      direction = try direction - weight * y
      inverses.append(inverse)
      weights.append(weight)
    }
    let newest = changes[history - 1]
    let square = try newest.dot(newest)
    // Numbers that are not used are kept finite.
    let isThere = try square.greater(than: 0)
    let curvature = try isThere.select(
      steps[history - 1].dot(newest) / isThere.select(square, one), one)
    direction = try curvature * direction
    for (k, pair) in zip((0..<history).reversed(), zip(steps, changes)) {
      let back = try pair.1.dot(direction) * inverses[k]
      direction = try direction + (weights[k] - back) * pair.0
    }
    let length = try (one / g.abs().sum()).minimum(one)
    let isFirst = try coefficients[0].greater(than: 0)
    let scale = try isFirst.select(length, one) * learningRate
    let goes = try (-g.dot(direction)).greaterOrEqual(to: one * LimitedMemoryRule.changeTolerance)
    let step = try goes.select(scale, zero) * direction
    return (try parameters + step, [g, step] + steps + changes)
  }
}
