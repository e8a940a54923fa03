/// Branch and bound for what is lowest on a box: the part with the lowest bound is split next, so that at any time
/// the lowest bound of those that are left is one for the whole box.
struct PartSearch {
  /// The parts that are left, as a heap.
  private var waiting: [Part] = []
  /// The lowest bound of those that are done.
  private var done = Double.infinity
  private(set) var splits = 0

  /// Beyond so many parts nothing more is split.
  private static let most = 1 << 20
  /// Beyond so many parts they no longer remember bounds of hidden neurons.
  private static let remembering = 1 << 14

  init(_ whole: Part) { waiting = [whole] }

  /// Tells of a bound for all that is left.
  mutating func raise(to bound: Double) {
    for k in waiting.indices { waiting[k].bound = max(waiting[k].bound, bound) }
  }

  /// What is sought is nowhere lower, unless it is at a point that is known.
  var bound: Double { min(done, waiting.first?.bound ?? .infinity) }

  /// Whether the bound is as near to the best as it is to come, or can come.
  func isDone(_ aim: some Aim, _ tolerance: Double) -> Bool {
    guard let first = waiting.first, waiting.count <= PartSearch.most else { return true }
    return !isOpen(first, aim, tolerance)
  }

  private func isOpen(_ part: Part, _ aim: some Aim, _ tolerance: Double) -> Bool {
    !(part.bound >= aim.best - tolerance)
  }

  /// One round: bounds the lowest parts, and splits what stays open.
  mutating func step(
    _ aim: inout some Aim, _ bounds: some PartBounds, tolerance: Double
  ) throws {
    var taken: [Part] = []
    while taken.count < bounds.capacity, let next = waiting.first, isOpen(next, aim, tolerance) {
      pop()
      if let part = aim.restricted(next) { taken.append(part) }
    }
    guard !taken.isEmpty else { return }
    do {
      let found = try bounds.relaxed(taken)
      var open: [(part: Part, relaxation: PartRelaxation)] = []
      var places: [[Double]] = []
      for (part, relaxation) in zip(taken, found) {
        var part = part
        let lowest = aim.lowest(relaxation)
        part.bound = max(part.bound, lowest.bound)
        guard part.bound < .infinity else { continue }
        open.append((part, relaxation))
        if isOpen(part, aim, tolerance) { places.append(lowest.place) }
      }
      try aim.offer(places, bounds)
      for (part, relaxation) in open { close(part, relaxation, aim, tolerance) }
    } catch {
      // What was not finished still counts.
      for part in taken { push(part) }
      throw error
    }
  }

  private mutating func close(
    _ part: Part, _ relaxation: PartRelaxation, _ aim: some Aim, _ tolerance: Double
  ) {
    guard isOpen(part, aim, tolerance) else {
      done = min(done, part.bound)
      return
    }
    guard let box = aim.cut(relaxation) else { return }
    guard let split = relaxation.split else {
      done = min(done, part.bound)
      return
    }
    splits += 1
    var whole = part
    (whole.lower, whole.upper) = (box.lower, box.upper)
    let hidden = waiting.count < PartSearch.remembering ? relaxation.hidden : nil
    for half in whole.halves(split, hidden) { push(half) }
  }

  // MARK: The heap

  private mutating func push(_ part: Part) {
    waiting.append(part)
    var k = waiting.count - 1
    while k > 0, waiting[k].bound < waiting[(k - 1) / 2].bound {
      waiting.swapAt(k, (k - 1) / 2)
      k = (k - 1) / 2
    }
  }

  private mutating func pop() {
    waiting.swapAt(0, waiting.count - 1)
    waiting.removeLast()
    var k = 0
    while true {
      var least = k
      for child in [2 * k + 1, 2 * k + 2] where child < waiting.count {
        if waiting[child].bound < waiting[least].bound { least = child }
      }
      if least == k { return }
      waiting.swapAt(k, least)
      k = least
    }
  }
}
