import Tensors

/// A transition state with the ends of its ways down, before it is stored.
package struct FoundSaddle: Sendable {
  var point: StationaryPoint
  var ends: [Settled]
  var nonGeneric: Int
}

/// What one search for a transition state led to.
package struct SaddleResult: Sendable {
  var content: Content
  var evaluations = 0

  enum Content: Sendable {
    case found(FoundSaddle)
    case known(id: Int)
    case failed(SaddleFailure)
  }
}

extension SearchWorker {
  /// Looks for a transition state, and follows a new one down.
  /// - Parameter newest: the newest point that may be recognised.
  func saddle(
    from x: [Double], _ start: SaddleFinder.Start, newest: Int
  ) throws -> SaddleResult {
    guard let saddles else { return SaddleResult(content: .failed(.maxSteps)) }
    let finder = saddles.finder
    let before = finder.evaluationCount
    let outcome = try finder.search(from: x, start) { x, energy in
      try saddles.known.find(
        x, energy: energy, invariants: finder.symmetry.invariants(of: x), upTo: newest)
    }
    var result = SaddleResult(content: .failed(.maxSteps))
    result.evaluations = finder.evaluationCount - before
    switch outcome {
    case .failed(let reason): result.content = .failed(reason)
    case .known(let id): result.content = .known(id: id)
    case .saddle(let point, let mode):
      var found = FoundSaddle(point: point, ends: [], nonGeneric: 0)
      for isAhead in [true, false] {
        let evaluated = finder.evaluationCount
        let way = try finder.wayDown(from: point, mode: mode, isAhead: isAhead)
        found.nonGeneric += way.nonGeneric
        result.evaluations += finder.evaluationCount - evaluated
        guard let end = way.end else {
          result.content = .failed(.path)
          return result
        }
        let settled = try settle(from: end, newest: newest)
        result.evaluations += settled.evaluations
        found.ends.append(settled)
      }
      result.content = .found(found)
    }
    return result
  }
}
