import Tensors

/// A model under attack on some samples: its losses, predictions and input gradients.
///
/// The objective is m = logsumexp of the other logits - logit of the class. Cross-entropy is
/// softplus(m), an increasing function of it, so both have the same maxima and gradients of the
/// same direction; but the gradient of m does not vanish where the network is confident and softmax
/// rounds to 1.
final class Target {
  private let model: (Value) throws -> Value
  let x: Tensor
  let y: Tensor
  let features: Int
  private var compiled: [Int: Compiled] = [:]
  private(set) var gradients = 0
  private(set) var forwards = 0

  init(_ model: @escaping (Value) throws -> Value, _ x: Value, _ y: Value) throws {
    self.model = model
    let x = try x.floating().tensor(for: "attack")
    guard x.shape.rank >= 2 else { throw AttackError.inputs(x.shape) }
    self.x = x
    features = x.count / max(x.shape[0], 1)
    self.y = try y.cast(to: .int32).tensor(for: "attack")
    guard self.y.count == x.shape[0], y.shape.rank == 1 else {
      throw AttackError.labels(got: y.shape, samples: x.shape[0])
    }
    for sample in 0..<samples
    where !(0..<features).allSatisfy({ x[sample * features + $0].isFinite }) {
      throw AttackError.notANumber(sample: sample + 1)
    }
    let labels = try y.tensor()
    let logits = try Trace.graph([x.type]) { [try model($0[0])] }.graph.outputTypes[0].shape
    guard logits.rank == 2, logits[0] == samples, logits[1] >= 2 else {
      throw AttackError.logits(logits, samples: samples)
    }
    for k in 0..<labels.count
    where !(labels[k] >= 1 && labels[k] <= Double(logits[1]) && labels[k] == labels[k].rounded()) {
      throw AttackError.label(labels[k], sample: k + 1, classes: logits[1])
    }
  }

  var samples: Int { x.shape[0] }

  /// What the model does with some rows.
  struct Response {
    /// m for each row.
    let objective: [Double]
    let isWrong: [Bool]
    let gradient: Tensor
  }

  /// The response at `points`, rows that belong to the samples `rows`.
  func respond(_ points: Tensor, _ rows: [Int]) throws -> Response {
    let size = paddedCount(rows.count)
    let types = [
      TensorType(points.shape.replacing(0, with: size), points.dtype),
      TensorType(try Shape([size]), .int32),
    ]
    let fill = Array(repeating: rows.count - 1, count: size - rows.count)
    let padded = try Target.pick(points, Array(0..<rows.count) + fill)
    let labels = try Target.pick(y, rows + fill.map { rows[$0] })
    if compiled[size] == nil {
      compiled[size] = Compiled { [model] values in
        try Target.objective(model, values[0], values[1])
      }
    }
    let results = try compiled[size]!.plan(for: types)([padded, labels])
    gradients += rows.count
    forwards += rows.count
    return Response(
      objective: (0..<rows.count).map { results[0][$0] },
      isWrong: (0..<rows.count).map { results[1][$0] != 0 },
      gradient: try Target.pick(results[2], Array(0..<rows.count)))
  }

  /// Objective, whether the prediction is wrong, and the gradient of the objective, row by row.
  private static func objective(
    _ model: (Value) throws -> Value, _ x: Value, _ y: Value
  ) throws -> [Value] {
    var rows: Value?
    var wrong: Value?
    let gradient = try valueAndGradient(
      of: { arguments in
        let logits = try model(arguments[0])
        let classes = logits.shape[1]
        let list = try Tensor((1...classes).map(Double.init), dtype: logits.dtype)
        let own = try y.cast(to: logits.dtype).reshaped(to: Shape([logits.shape[0], 1]))
          .equals(.tensor(list))
        let score = try logits.weighted(by: own).sum([1])
        // Without the class itself: its logit is lowered out of sight.
        let others = try own.select(logits.filled(-1e30), logits)
        rows = try others.logSumExp([1]) - score
        // Ties count as wrong only if the class comes later, as argmax decides.
        wrong = try (logits.argMax(1) + 1).differs(from: y)
        return try rows!.sum()
      }, at: [x]
    ).gradient
    return [rows!, wrong!, gradient]
  }

  /// Rows of a tensor.
  static func pick(_ tensor: Tensor, _ rows: [Int]) throws -> Tensor {
    if rows.count == tensor.shape[0], rows == Array(0..<rows.count) { return tensor }
    let indices = try Tensor(rows.map(Int32.init), shape: Shape([rows.count]))
    return try Value.tensor(tensor).gathered(0, .tensor(indices)).tensor()
  }
}
