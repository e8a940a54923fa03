/// Optimized lines for boxes that are open, while that closes enough of them: whether it does is counted in whole rounds, so that
/// splits do not depend on the number of workers.
extension InputSplitting {
  /// Of the optimization of lines: a step costs as much as bounding a few neurons does.
  private static let steps = 6
  /// It is tried on so many boxes, and goes on while one of so many closes.
  private static let leastTried = 512
  private static let mostTried = 8
  /// Where it does not pay it is tried again after so many rounds.
  private static let roundsBetweenTries = 16

  func beginRound() {
    round += 1
    let so = optimized.withLock { $0 }
    optimizes =
      so.tried < InputSplitting.leastTried || so.closed * InputSplitting.mostTried >= so.tried
      || round % InputSplitting.roundsBetweenTries == 0
  }

  /// Optimizes the lines of boxes that are open, of which that closes some: for each condition those of the row that is
  /// nearest to being excluded.
  func optimize(_ boxes: [Box], _ results: inout [Result], _ worker: Int) {
    guard optimizes, !optimizers.isEmpty else { return }
    let (workspace, optimizer) = (workspaces[worker], optimizers[worker])
    var waiting: [(place: Int, row: PropertyRows.Place)] = []
    var lines: [SplitBounds.Line] = []
    var isOpen = results.map { _ in false }
    func flush() {
      optimizer.run(&lines, steps: InputSplitting.steps, keepsChoices: false)
      for ((place, row), line) in zip(waiting, lines) {
        if !row.isExcluded(row.excess(line.bound)) { isOpen[place] = true }
      }
      waiting.removeAll(keepingCapacity: true)
      lines.removeAll(keepingCapacity: true)
    }
    let tried = results.indices.filter { place in
      guard let bound = results[place].bound else { return false }
      return bound > boxes[place].bound
    }
    for place in tried {
      let box = boxes[place]
      let decisions = box.phases.map {
        SplitBounds.Decision(layer: $0.layer, neuron: $0.neuron, side: $0.isActive ? 1 : -1)
      }
      for condition in property.conditions[box.place] {
        if lines.count == optimizer.capacity { flush() }
        // Of a box that has an open condition the others do not matter.
        if isOpen[place] { break }
        func excess(_ row: PropertyRows.Place) -> Double {
          row.excess(workspace.bound(place, row.function))
        }
        guard let nearest = condition.max(by: { excess($0) < excess($1) }) else { continue }
        if nearest.isExcluded(excess(nearest)) { continue }
        waiting.append((place, nearest))
        lines.append(
          SplitBounds.Line(
            row: nearest.function, box: place, decisions: decisions,
            multipliers: decisions.map { _ in 0 }))
      }
    }
    flush()
    let closed = tried.filter { !isOpen[$0] }
    for place in closed { results[place] = Result() }
    optimized.withLock { $0 = ($0.tried + tried.count, $0.closed + closed.count) }
  }
}
