import Regions
import Tensors

/// The samples that are attacked, checked.
struct AttackTarget {
  let x: Tensor
  /// int32.
  let y: Tensor
  let epsilon: Tensor
  /// Empty, or the ends of the range, in the samples' precision and shape, or one number each.
  let clip: [Tensor]

  /// The class that the attack is about: that of the sample, or the one to reach; int32.
  let aimed: Tensor
  let classes: Int
  /// Evaluations of a sample that were needed to know the target.
  let forwards: Int

  /// A radius beyond all inputs, of attacks that look for the nearest point.
  private static let everywhere = 1e30

  init(_ model: Model, _ x: Value, _ y: Value, _ driver: AttackDriver) throws {
    let options = driver.options
    var x = try x.floating().tensor(for: "attack")
    guard x.shape.rank >= 2 else { throw AttackError.inputs(x.shape) }
    // Samples in single precision are attacked in the precision of the network's outputs.
    if try model.traced(x.type, for: "attack").output.dtype == .float64 {
      x = try Value.tensor(x).cast(to: .float64).tensor(for: "attack")
    }
    self.x = x
    let samples = x.shape[0]
    try AttackTarget.check(y, samples: samples)
    if let declared = driver.attack as? any DeclaredAttack {
      let norms = type(of: declared).norms
      guard norms.contains(options.norm) else {
        throw AttackError.norm(options.norm, attack: type(of: declared).about.name, norms)
      }
    }
    guard options.epsilon != nil || driver.criterion == .nearest else {
      throw AttackError.radius(attack: driver.attack.description)
    }
    let ball = try Ball(
      center: .tensor(x),
      epsilon: options.epsilon ?? .scalar(AttackTarget.everywhere, .float64), norm: options.norm,
      clip: options.clip)
    epsilon = try ball.epsilon.tensor(for: "attack")
    clip = try AttackTarget.ends(options.clip, of: x)
    let logits = try model.traced(x.type, for: "attack").output.shape
    guard logits.rank == 2, logits[0] == samples, logits[1] >= driver.goal.leastOutputs else {
      throw AttackError.logits(logits, samples: samples)
    }
    classes = logits[1]
    if classes < 3, driver.objective == nil, let part = driver.attack as? any SteppedAttack,
      part.needsThreeClasses
    {
      throw AttackError.ratio(attack: part.description)
    }
    try driver.goal.check(y, samples: samples, outputs: classes)
    self.y = try y.cast(to: .int32).tensor(for: "attack")
    guard options.targeted else {
      (aimed, forwards) = (self.y, 0)
      return
    }
    if let target = options.target {
      let target = target.shape.rank == 0 ? try target.expanded(to: Shape([samples])) : target
      try AttackTarget.check(target, samples: samples)
      try Labels.check(target, samples: samples, classes: classes)
      (aimed, forwards) = (try target.cast(to: .int32).tensor(for: "attack"), 0)
    } else {
      (aimed, forwards) = (try AttackTarget.leastLikely(model, x), 1)
    }
  }

  private static func check(_ labels: Value, samples: Int) throws {
    guard labels.shape.rank == 1, labels.shape.count == samples else {
      throw LabelError.shape(labels.shape, samples: samples)
    }
  }

  /// The class of the smallest output of each sample, int32.
  private static func leastLikely(_ model: Model, _ x: Tensor) throws -> Tensor {
    try answers(model.property("least likely", []) { model, x, _ in try model(x).argMin(1) + 1 }, x)
  }

  /// What the model predicts at points, int32.
  func predictions(of model: Model, at points: Tensor) throws -> Tensor {
    try AttackTarget.answers(
      model.property("predictions", []) { model, x, _ in try Predictions.classes(model(x)) }, points
    )
  }

  private static func answers(_ model: Model, _ x: Tensor) throws -> Tensor {
    let traced = try model.traced(x.type, for: "attack")
    return try Plan.cached(traced.graph)([x] + traced.captured)[0]
  }

  var samples: Int { x.shape[0] }

  private static func checkFinite(_ x: Tensor) throws {
    guard !x.isFinite else { return }
    let features = max(x.count / max(x.shape[0], 1), 1)
    for k in 0..<x.count where !x[k].isFinite {
      throw AttackError.notANumber(sample: k / features + 1)
    }
  }

  /// - Throws: samples that are no numbers, or outside the range.
  private static func ends(_ clip: Clip?, of x: Tensor) throws -> [Tensor] {
    guard let clip else {
      try checkFinite(x)
      return []
    }
    if try !isInside(x, clip) {
      try checkFinite(x)
      try clip.check(.tensor(x))
    }
    // Ranges of single rows go with their rows; numbers and those of features serve all.
    return try [clip.low, clip.high].map { end in
      let end = try end.cast(to: x.dtype)
      let isOfRows =
        end.shape.rank == x.shape.rank && end.shape.rank > 0 && end.shape[0] == x.shape[0]
        && x.shape[0] > 1
      return try isOfRows ? end.expanded(to: x.shape).tensor() : end.tensor(for: "clip")
    }
  }

  /// Whether all are numbers of a finite range that is the same for all: seen at a glance. False where it is not
  /// known.
  private static func isInside(_ x: Tensor, _ clip: Clip) throws -> Bool {
    guard x.count > 0, clip.low.shape.count == 1, clip.high.shape.count == 1 else { return false }
    let (low, high) = (
      try clip.low.cast(to: x.dtype).tensor(for: "clip")[0],
      try clip.high.cast(to: x.dtype).tensor(for: "clip")[0]
    )
    let x = Value.tensor(x)
    let (least, largest) = (try x.min().tensor().item(), try x.max().tensor().item())
    return low.isFinite && high.isFinite && least >= low && largest <= high
  }
}
