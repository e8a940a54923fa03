import DataIO
import Layers
import Losses
import Tensors

/// Trains a network on a data set: minibatches in a seeded order, each step one plan (loss,
/// gradient and update together).
public final class Trainer {
  public struct Options {
    public var epochs = 10
    public var batchSize = 32
    public var seed: UInt64 = 0
    public init() {}
  }

  public struct Epoch: Sendable {
    public let epoch: Int
    /// The mean loss over the samples, each at the parameters before its own step.
    public let loss: Double
    public let accuracy: Double
  }

  public enum Failure: Error, Equatable, CustomStringConvertible {
    case notFinite(epoch: Int, batch: Int, loss: Double)
    case empty

    public var description: String {
      switch self {
      case .notFinite(let epoch, let batch, let loss):
        "the loss became \(loss) in epoch \(epoch), batch \(batch); try a smaller learning rate"
      case .empty: "the data set has no samples"
      }
    }
  }

  private let rule: any UpdateRule
  private let loss: any LossTerm
  private let options: Options
  private var plans: [Int: Plan] = [:]

  public init(loss: any LossTerm, rule: any UpdateRule, options: Options) {
    self.loss = loss
    self.rule = rule
    self.options = options
  }

  /// - Parameters:
  ///   - onEpoch: called after each epoch; false stops the training.
  ///   - checkpoint: called before each step; may throw to stop.
  /// - Returns: the trained network and the epochs' figures.
  public func fit(
    _ net: Network, x: Tensor, y: Tensor,
    onEpoch: (Epoch, Network) throws -> Bool = { _, _ in true },
    checkpoint: () throws -> Void = {}
  ) throws -> (network: Network, history: [Epoch]) {
    guard x.shape.rank > 0, x.shape[0] > 0 else { throw Failure.empty }
    // Labels are checked here once; inside a plan they are not known.
    _ = try loss(net, .tensor(x), .tensor(y))
    var parameters = try net.parameters.tensor(for: "fit")
    var memory = try (0..<rule.memory).map { _ in
      try Tensor.full(0, shape: parameters.shape, dtype: parameters.dtype)
    }
    var history: [Epoch] = []
    var steps = 0
    var trained = net
    for epoch in 1...max(options.epochs, 1) where options.epochs > 0 {
      let order = permutation(x.shape[0], epoch)
      var (total, correct) = (0.0, 0.0)
      for (batch, first) in stride(from: 0, to: order.count, by: options.batchSize).enumerated() {
        try checkpoint()
        let rows = Array(order[first..<min(first + options.batchSize, order.count)])
        steps += 1
        let numbers = try ([rule.learningRate] + rule.coefficients(step: steps)).map {
          try Tensor(scalar: $0, dtype: parameters.dtype)
        }
        let inputs = [parameters, try pick(x, rows), try pick(y, rows)] + memory + numbers
        let results = try plan(net, inputs, batch: rows.count)(inputs)
        let value = results[0][0]
        guard value.isFinite else {
          throw Failure.notFinite(epoch: epoch, batch: batch + 1, loss: value)
        }
        parameters = results[2]
        memory = Array(results[3...])
        total += value * Double(rows.count)
        correct += results[1][0]
      }
      trained = try net.with(parameters: .tensor(parameters))
      let figures = Epoch(
        epoch: epoch, loss: total / Double(order.count), accuracy: correct / Double(order.count))
      history.append(figures)
      if try !onEpoch(figures, trained) { break }
    }
    return (trained, history)
  }

  /// Loss, number of right predictions, new parameters, new memory.
  private func plan(_ net: Network, _ inputs: [Tensor], batch: Int) throws -> Plan {
    if let known = plans[batch] { return known }
    let (graph, _) = try Trace.graph(inputs.map(\.type)) { values in
      let (x, y) = (values[1], values[2])
      let memory = Array(values[3..<3 + rule.memory])
      let numbers = Array(values[(3 + rule.memory)...])
      let (value, gradient) = try valueAndGradient(
        of: { try loss(net.with(parameters: $0[0]), x, y) }, at: [values[0]])
      let right = try net.with(parameters: values[0]).predict(x).equals(y).floating().sum()
      let updated = try rule(
        values[0], gradient, memory, learningRate: numbers[0], coefficients: Array(numbers[1...]))
      return [value, right, updated.parameters] + updated.memory
    }
    let plan = try Plan.cached(graph)
    plans[batch] = plan
    return plan
  }

  private func permutation(_ count: Int, _ epoch: Int) -> [Int] {
    var random = CounterRandom(seed: options.seed, stream: UInt64(epoch))
    var order = Array(0..<count)
    for k in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(k, random.integer(below: k + 1))
    }
    return order
  }

  private func pick(_ tensor: Tensor, _ rows: [Int]) throws -> Tensor {
    let indices = try Tensor(rows.map(Int32.init), shape: Shape([rows.count]))
    return try Value.tensor(tensor).gathered(0, .tensor(indices)).tensor()
  }
}
