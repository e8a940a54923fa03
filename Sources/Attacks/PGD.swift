import Tensors

/// Projected gradient descent: steps along the sign of the gradient (for l2, the gradient scaled to
/// unit length), projected back into the ball and the range of valid inputs after each (Madry et
/// al. 2018).
public struct PGD {
  public struct Options: Sendable {
    public var steps: Int
    /// The length of a step; nil means 2.5 eps / steps, which reaches every point of the ball.
    public var stepSize: Double?
    public var restarts: Int
    public var randomStart: Bool
    public var seed: UInt64
    /// Whether samples that are fooled are taken out of the batch.
    public var compact: Bool

    public init(
      steps: Int = 40, stepSize: Double? = nil, restarts: Int = 1, randomStart: Bool = true,
      seed: UInt64 = 0, compact: Bool = true
    ) {
      self.steps = steps
      self.stepSize = stepSize
      self.restarts = restarts
      self.randomStart = randomStart
      self.seed = seed
      self.compact = compact
    }
  }

  public let threat: ThreatModel
  public let options: Options

  public init(_ threat: ThreatModel, options: Options = Options()) {
    self.threat = threat
    self.options = options
  }

  /// - Parameters:
  ///   - model: gives logits [n, classes] for a batch; each row must depend on its own sample alone.
  ///   - x: samples along the leading dimension.
  ///   - y: classes from 1.
  ///   - checkpoint: called before each step; may throw to stop.
  public func callAsFunction(
    _ model: @escaping (Value) throws -> Value, _ x: Value, _ y: Value,
    checkpoint: () throws -> Void = {}
  ) throws -> AttackResult {
    let target = try Target(model, x, y)
    try checkClip(target)
    var best = Best(target)
    guard target.samples > 0 else { return try best.result(target, threat) }
    let all = Array(0..<target.samples)
    let clean = try target.respond(target.x, all)
    best.offer(target.x, all, clean)
    best.wasWrong = clean.isWrong
    for restart in 0..<options.restarts {
      var rows = options.compact ? all.filter { !best.isFooled[$0] } : all
      guard !rows.isEmpty else { break }
      var points = try start(target, rows, restart)
      var response =
        restart == 0 && !options.randomStart && rows.count == all.count
        ? clean : try target.respond(points, rows)
      best.offer(points, rows, response)
      for _ in 0..<options.steps {
        try checkpoint()
        if options.compact {
          let open = rows.indices.filter { !best.isFooled[rows[$0]] }
          if open.isEmpty { break }
          if open.count < rows.count {
            rows = open.map { rows[$0] }
            points = try Target.pick(points, open)
            response = Target.Response(
              objective: open.map { response.objective[$0] },
              isWrong: open.map { response.isWrong[$0] },
              gradient: try Target.pick(response.gradient, open))
          }
        }
        points = try step(points, response.gradient, target, rows)
        response = try target.respond(points, rows)
        best.offer(points, rows, response)
      }
    }
    return try best.result(target, threat)
  }

  private func step(
    _ points: Tensor, _ gradient: Tensor, _ target: Target, _ rows: [Int]
  ) throws -> Tensor {
    let size = options.stepSize ?? 2.5 * threat.epsilon / Double(max(options.steps, 1))
    let moved = try Value.tensor(points) + threat.ascent(.tensor(gradient), size)
    let x = try Target.pick(target.x, rows)
    return try threat.restricted(to: rows).project(moved, around: .tensor(x)).tensor()
  }

  /// The first points: the samples, or random places in their balls. Each sample and restart has
  /// its own random stream, so a sample's result does not depend on its neighbours.
  private func start(_ target: Target, _ rows: [Int], _ restart: Int) throws -> Tensor {
    let x = try Target.pick(target.x, rows)
    // Without a random start only the first run begins at the sample.
    guard options.randomStart || restart > 0 else { return x }
    var noise: [Double] = []
    for row in rows {
      var random = CounterRandom(
        seed: options.seed, stream: UInt64(row), counter: UInt64(restart) << 32)
      noise += threat.start(row, target.features, &random)
    }
    let step = try Tensor(noise, shape: x.shape, dtype: x.dtype)
    return try threat.restricted(to: rows)
      .project(Value.tensor(x) + .tensor(step), around: .tensor(x)).tensor()
  }

  private func checkClip(_ target: Target) throws {
    guard let clip = threat.clip else { return }
    let x = Value.tensor(target.x)
    let outside = try x.less(than: .tensor(clip.low)) + x.greater(than: .tensor(clip.high))
    let tensor = try outside.tensor()
    for k in 0..<tensor.count where tensor[k] != 0 {
      throw AttackError.invalidInput(sample: k / max(target.features, 1) + 1)
    }
  }
}
