import Regions
import Tensors

/// A run of an attack on a batch: which samples are still in it, and what was found for those that are not.
struct AttackRun {
  private let target: AttackTarget
  private let options: Threat
  /// Whether samples leave the batch when they are fooled.
  private let leaves: Bool
  private(set) var batch: AttackPlan.Batch
  /// The samples of the batch's rows; rows beyond them fill it up.
  private var rows: [Int]
  /// Which of the rows are still attacked.
  private var isOpen: [Bool]
  private(set) var isFooled: [Bool]
  private var isUndefined: [Bool]
  /// The part of the attack that fooled each sample.
  private var fooledBy: [Int?]
  private var wasReached: [Bool]?
  /// Whether the prediction is right at the points that are returned, where that is not whether they fool.
  private var isRight: [Bool]?
  /// Points of samples that have left the batch.
  private var finished: [(rows: [Int], points: Tensor)] = []
  private(set) var gradients = 0
  private(set) var forwards = 0
  /// Evaluations of a sample that has been there from the beginning.
  private var spent: Int

  init(_ target: AttackTarget, _ driver: AttackDriver, keys: Tensor) throws {
    self.target = target
    options = driver.options
    leaves =
      options.compact && driver.attack.isDoneWhenFooled
      && [.first, driver.attack.criterion].contains(driver.criterion)
    spent = target.forwards
    forwards = target.forwards * target.samples
    batch = AttackPlan.Batch(
      x: target.x, y: target.aimed, keys: keys, epsilon: target.epsilon, clip: target.clip)
    rows = Array(0..<target.samples)
    isOpen = Array(repeating: true, count: target.samples)
    isFooled = Array(repeating: false, count: target.samples)
    isUndefined = isFooled
    fooledBy = Array(repeating: nil, count: target.samples)
  }

  /// Whether the budget is enough for so many evaluations more.
  func canAfford(_ evaluations: Int) -> Bool {
    let reserve = options.targeted ? 1 : 0
    return options.budget.map { spent + evaluations + reserve <= max($0, 1 + reserve) } ?? true
  }

  mutating func accept(
    _ result: AttackPlan.Result, gradients: Int, forwards: Int, part: Int
  ) {
    spent += gradients + forwards
    let open = isOpen.count { $0 }
    self.gradients += gradients * open
    self.forwards += forwards * open
    batch.record = result.record
    batch.state = result.state
    // The first evaluation of a run is that of the samples.
    if wasReached == nil, let first = result.isFirstReached {
      wasReached = (0..<target.samples).map { first[$0] != 0 }
    }
    let (flags, unknown) = (result.record[2], result.record[3])
    for (place, row) in rows.enumerated() {
      isFooled[row] = flags[place] != 0
      isUndefined[row] = unknown[place] != 0 && !isFooled[row]
      if isFooled[row], fooledBy[row] == nil { fooledBy[row] = part }
      if leaves, isFooled[row] { isOpen[place] = false }
    }
  }

  /// Takes fooled samples out, if the plan of a smaller batch then serves the rest. False if none is left.
  mutating func compact() throws -> Bool {
    guard leaves else { return true }
    let open = rows.indices.filter { isOpen[$0] }
    guard !open.isEmpty else { return false }
    let size = min(paddedCount(open.count), target.samples)
    guard size < batch.x.shape[0] else { return true }
    try leave(rows.indices.filter { !isOpen[$0] })
    let places = open + Array(repeating: open[open.count - 1], count: size - open.count)
    let whole = batch.x.shape[0]
    func picked(_ tensor: Tensor) throws -> Tensor {
      tensor.shape.rank > 0 && tensor.shape[0] == whole ? try tensor.rows(places) : tensor
    }
    let isOfRows = batch.epsilon.shape.rank == batch.x.shape.rank && target.samples > 1
    batch = AttackPlan.Batch(
      x: try batch.x.rows(places), y: try batch.y.rows(places), keys: try batch.keys.rows(places),
      epsilon: isOfRows ? try picked(batch.epsilon) : batch.epsilon,
      clip: try batch.clip.map { $0.shape.rank == batch.x.shape.rank ? try picked($0) : $0 },
      record: try batch.record.map { try $0.rows(places) },
      state: try batch.state.map { try $0.rows(places) })
    rows = open.map { rows[$0] }
    isOpen = Array(repeating: true, count: rows.count)
    return true
  }

  private mutating func leave(_ places: [Int]) throws {
    guard !places.isEmpty, let points = batch.record.first else { return }
    finished.append((places.map { rows[$0] }, try points.rows(places)))
  }

  /// Of a targeted attack: what the model predicts at the points that are returned.
  mutating func look(at model: Model) throws {
    let points = try points()
    let predicted = try target.predictions(of: model, at: points)
    isRight = (0..<target.samples).map { predicted[$0] == target.y[$0] }
    forwards += target.samples
  }

  mutating func result() throws -> AttackResult {
    let adversarial = try points()
    let right = isRight ?? isFooled.map { !$0 }
    return AttackResult(
      adversarial: adversarial, success: isFooled,
      wasReached: wasReached ?? Array(repeating: false, count: target.samples),
      isUndefined: isUndefined,
      withstood: (0..<target.samples).map { right[$0] && !isUndefined[$0] }, fooledBy: fooledBy,
      distance: try distances(adversarial), gradients: gradients, forwards: forwards)
  }

  /// The points of all samples, wherever these were last.
  private mutating func points() throws -> Tensor {
    if finished.isEmpty, let points = batch.record.first { return points }
    try leave(Array(rows.indices))
    let rowBytes = target.x.type.byteCount / max(target.samples, 1)
    let finished = finished
    return try Tensor(target.x.type) { memory in
      for (rows, points) in finished {
        withExtendedLifetime(points) {
          for (place, row) in rows.enumerated() {
            (memory + row * rowBytes).copyMemory(
              from: points.pointer + place * rowBytes, byteCount: rowBytes)
          }
        }
      }
    }
  }

  private func distances(_ points: Tensor) throws -> Tensor {
    let norm = options.norm
    let graph = try Trace.graph([points.type, target.x.type]) {
      [try norm.length($0[0] - $0[1])]
    }.graph
    return try Plan.cached(graph)([points, target.x])[0]
  }
}
