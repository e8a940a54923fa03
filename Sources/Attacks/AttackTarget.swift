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

  init(_ model: Model, _ x: Value, _ y: Value, _ options: AttackDriver.Options) throws {
    let x = try x.floating().tensor(for: "attack")
    guard x.shape.rank >= 2 else { throw AttackError.inputs(x.shape) }
    self.x = x
    let samples = x.shape[0]
    guard y.shape.rank == 1, y.shape.count == samples else {
      throw LabelError.shape(y.shape, samples: samples)
    }
    let ball = try Ball(
      center: .tensor(x), epsilon: options.epsilon, norm: options.norm, clip: options.clip)
    epsilon = try ball.epsilon.tensor(for: "attack")
    clip = try AttackTarget.ends(options.clip, of: x)
    let logits = try model.traced(x.type, for: "attack").output.shape
    guard logits.rank == 2, logits[0] == samples, logits[1] >= 2 else {
      throw AttackError.logits(logits, samples: samples)
    }
    try Labels.check(y, samples: samples, classes: logits[1])
    self.y = try y.cast(to: .int32).tensor(for: "attack")
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
