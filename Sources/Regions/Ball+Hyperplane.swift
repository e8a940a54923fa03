import Tensors

extension Ball {
  /// The shortest step, in the ball's norm, by which a linear function rises by some amount and which ends in the
  /// range: from a point onto a hyperplane. Where the range does not reach so far, the step by which it rises most.
  /// The radius plays no part.
  ///
  /// Features move along their signs until they come to the range: in l-infinity and l2 all of them together, as far
  /// as t or t |w|; in l1 one after the other, the steepest first (Croce & Hein 2020, FAB, appendix A).
  /// - Parameters:
  ///   - point: [n, features...], valid inputs.
  ///   - normal: the gradient w of the linear function, of the same shape.
  ///   - rise: by how much it is to rise, [n]; it falls where that is negative.
  public func step(from point: Value, along normal: Value, rise: Value) throws -> Value {
    let features = Array(1..<point.shape.rank)
    let rows = try Shape([point.shape[0]] + features.map { _ in 1 })
    let rise = try rise.cast(to: point.dtype).reshaped(to: rows)
    // Over the largest element first: squares of tiny gradients would vanish.
    let largest = try normal.abs().max(features, keep: true)
    let scale = try largest.equals(largest.filled(0)).select(largest.filled(1), largest)
    let falls = try rise.less(than: 0)
    let slope = try falls.select(-normal, normal) / scale
    let aim = try rise.abs() / scale
    let size = try slope.abs()
    let room = try self.room(from: point, along: slope)
    let moved =
      switch norm {
      case .linf:
        try together(size, rate: size.greater(than: 0), room: room, rise: aim)
      case .l2: try together(size, rate: size, room: room, rise: aim)
      case .l1: try inTurn(size, room: room ?? size.filled(.infinity), rise: aim)
      }
    // A gradient that is no number leads nowhere, and says so.
    return try slope.sign() * moved + slope * 0
  }

  /// How far each feature can go until it comes to the range; nil where there is none.
  private func room(from point: Value, along slope: Value) throws -> Value? {
    guard let clip else { return nil }
    let ends = try clip.bounds(for: point.type)
    return try slope.greater(than: 0).select(ends.high - point, point - ends.low).maximum(0)
  }

  /// How far features go that all stop where they come to the range, min(t rate, room) for the t at which the
  /// function has risen enough. That rise is concave in t, so Newton's steps come from below and never too far; each
  /// stops those features that have come to their ends.
  private func together(
    _ size: Value, rate: Value, room: Value?, rise: Value
  ) throws -> Value {
    let features = Array(1..<size.shape.rank)
    let pace = try size * rate
    func time(_ rise: Value, _ pace: Value, orElse least: Value) throws -> Value {
      try pace.equals(pace.filled(0)).select(least, rise / pace)
    }
    let whole = try pace.sum(features, keep: true)
    var t = try time(rise, whole, orElse: rise.filled(0))
    guard let room else { return try rate * t }
    for _ in 0..<Ball.newtonSteps {
      let stops = try (rate * t).greaterOrEqual(to: room)
      // Chosen, not multiplied: there may be room without end.
      let used = try stops.select(size * room, size.filled(0)).sum(features, keep: true)
      let free = try stops.select(size.filled(0), pace).sum(features, keep: true)
      t = try t.maximum(time(rise - used, free, orElse: t))
    }
    return try (rate * t).minimum(room)
  }

  private static let newtonSteps = 12

  /// How far features go that do so one after the other, the steepest first, each to its end until the function has
  /// risen enough.
  private func inTurn(_ size: Value, room: Value, rise: Value) throws -> Value {
    let rows = size.shape[0]
    let flat = try Shape([rows, size.shape.count / max(rows, 1)])
    let order = try size.reshaped(to: flat).argSorted(1, descending: true)
    let sizes = try size.reshaped(to: flat).gathered(along: 1, order)
    let rooms = try room.reshaped(to: flat).gathered(along: 1, order)
    let isZero = try sizes.equals(sizes.filled(0))
    let worth = try isZero.select(sizes.filled(0), sizes * rooms)
    let none = try Value.tensor(.full(0, shape: Shape([rows, 1]), dtype: size.dtype))
    let before = try Value.concatenated(
      [none, worth.cumulativeSum(1).sliced(1, 0..<flat[1] - 1)], dimension: 1)
    let part = try (rise.reshaped(to: none.shape) - before).maximum(0).minimum(worth)
    let moved = try isZero.select(sizes.filled(0), part / sizes)
    return try moved.gathered(along: 1, order.argSorted(1)).reshaped(to: size.shape)
  }
}
