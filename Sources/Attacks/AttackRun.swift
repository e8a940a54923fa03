import Regions
import Tensors

/// A run of an attack on a batch: which samples are still in it, and what was found for those that are not.
struct AttackRun {
  private let target: AttackTarget
  private let options: AttackDriver.Options
  private(set) var batch: AttackPlan.Batch
  /// The samples of the batch's rows; rows beyond them fill it up.
  private var rows: [Int]
  /// Which of the rows are still attacked.
  private var isOpen: [Bool]
  private var isFooled: [Bool]
  private var wasWrong: [Bool]?
  /// Points of samples that have left the batch.
  private var finished: [(rows: [Int], points: Tensor)] = []
  private(set) var gradients = 0
  private(set) var forwards = 0

  init(_ target: AttackTarget, _ options: AttackDriver.Options, keys: Tensor) throws {
    self.target = target
    self.options = options
    batch = AttackPlan.Batch(
      x: target.x, y: target.y, keys: keys, epsilon: target.epsilon, clip: target.clip)
    rows = Array(0..<target.samples)
    isOpen = Array(repeating: true, count: target.samples)
    isFooled = Array(repeating: false, count: target.samples)
  }

  mutating func accept(_ result: AttackPlan.Result, gradients: Int, forwards: Int) {
    let open = isOpen.count { $0 }
    self.gradients += gradients * open
    self.forwards += forwards * open
    batch.record = result.record
    batch.state = result.state
    // The first evaluation of a run is that of the samples.
    if wasWrong == nil, let first = result.isFirstWrong {
      wasWrong = (0..<target.samples).map { first[$0] != 0 }
    }
    let flags = result.record[2]
    for (place, row) in rows.enumerated() {
      isFooled[row] = flags[place] != 0
      if options.compact, isFooled[row] { isOpen[place] = false }
    }
  }

  /// Takes fooled samples out, if the plan of a smaller batch then serves the rest. False if none is left.
  mutating func compact() throws -> Bool {
    guard options.compact else { return true }
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

  mutating func result() throws -> AttackResult {
    let adversarial = try points()
    return AttackResult(
      adversarial: adversarial, success: isFooled,
      wasWrong: wasWrong ?? Array(repeating: false, count: target.samples),
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
