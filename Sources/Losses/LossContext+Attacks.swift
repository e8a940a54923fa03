import Attacks
import Layers
import Regions
import Tensors

extension LossContext {
  /// Steps beyond which an attack is not unrolled: it runs first, and its points are an input of the training
  /// step.
  static let mostUnrolledSteps = 50

  /// The points of an attack on the network as it evaluates, without a derivative.
  func attacked(
    by attack: any Attack, epsilon: Scheduled, norm: Norm, clip: Clip?
  ) throws -> Value {
    try noting { try found(by: attack, epsilon: epsilon, norm: norm, clip: clip) }
  }

  private func found(
    by attack: any Attack, epsilon: Scheduled, norm: Norm, clip: Clip?
  ) throws -> Value {
    let (x, y) = (try x.floating(), try labels())
    let key = try key()
    if let clip, try x.known != nil { try clip.check(x) }
    let classes =
      try Trace.graph([x.type]) { [try self.evaluation($0[0])] }.graph.outputTypes[0]
      .shape.dimensions.last ?? 1
    if isWhole, attack.steps(classes: classes) > LossContext.mostUnrolledSteps {
      let batch = AttackedBatch(
        evaluation, attack, epsilon: epsilon, norm: norm, clip: clip, order: keys)
      if let points = Trace.implicit(batch, x.type) { return points }
    }
    let net = try evaluation.with(parameters: evaluation.parameters.stopGradient())
    let ball = try Ball(
      center: x, epsilon: epsilon.value(.float64), norm: norm, clip: clip)
    return try attack.unrolled(
      { try net($0) }, y: y, ball: ball, keys: AttackedBatch.keys(key, rows: x.shape[0]),
      criterion: AttackedBatch.criterion(of: attack))
  }
}

extension LossContext {
  /// The classes as a list, checked as far as they are known; how many there may be, the network says later.
  private func labels() throws -> Value {
    let samples = x.shape.rank > 0 ? x.shape[0] : 0
    guard y.shape.count == samples, y.shape.rank <= 1 || y.shape[0] == samples else {
      throw LabelError.shape(y.shape, samples: samples)
    }
    if let known = try y.known {
      for k in 0..<known.count { try Labels.check(known[k], sample: k + 1, classes: nil) }
    }
    return try y.reshaped(to: Shape([samples]))
  }
}

/// The points of an attack as an implicit input of a training step: the attack runs before the step does.
public final class AttackedBatch: TrainingInput {
  private let attack: any Attack
  private let epsilon: Scheduled
  private let norm: Norm
  private let clip: Clip?
  /// Which of the keys of its loss is its own.
  private let order: Int
  private let model: Model

  init(
    _ net: Network, _ attack: any Attack, epsilon: Scheduled, norm: Norm, clip: Clip?, order: Int
  ) {
    self.attack = attack
    self.epsilon = epsilon
    self.norm = norm
    self.clip = clip
    self.order = order
    model = Model { x, captured in
      try net.with(parameters: captured[0]).with(buffers: captured[1])(x)
    }
  }

  /// The last point of one run, the best of several; of attacks that look for the nearest that.
  static func criterion(of attack: any Attack) -> Criterion {
    guard attack.criterion == .first else { return attack.criterion }
    let runs = attack.parts.reduce(0) { $0 + $1.runs(classes: 2) }
    return runs > 1 ? .highest : .last
  }

  static func keys(_ key: Value, rows: Int) throws -> Value {
    try key.drawIntegers(
      TensorType(Shape([rows, 2]), .int32), in: Int32.min...Int32.max)
  }

  /// - Parameters:
  ///   - parameters: of the network, and its buffers, before the step.
  ///   - key: of the step's random numbers.
  public func points(
    parameters: Tensor, buffers: Tensor, x: Tensor, y: Tensor, key: Tensor, epoch: Int
  ) throws -> Tensor {
    var options = Threat(
      epsilon: try .scalar(epsilon.number(epoch: epoch), .float64))
    (options.norm, options.clip, options.compact) = (norm, clip, false)
    let own = try LossContext.key(.tensor(key), order)
    let keys = try AttackedBatch.keys(own, rows: x.shape[0]).tensor()
    return try AttackDriver(attack, options, criterion: AttackedBatch.criterion(of: attack))(
      model.with(captured: [.tensor(parameters), .tensor(buffers)]), .tensor(x), .tensor(y),
      keys: keys
    ).adversarial
  }

  public static func == (a: AttackedBatch, b: AttackedBatch) -> Bool { a === b }
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
