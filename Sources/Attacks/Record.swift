import Regions
import Tensors

/// The point that is kept for each sample, as values: a driver has it in its plans, a loss in its own.
struct Record {
  let criterion: Criterion
  private(set) var points: Value
  /// Of the criterion: the objective, or minus the distance, [n].
  private var score: Value
  /// 1 where a point that reaches the goal was found, [n].
  private(set) var isFooled: Value
  /// 1 where a point or what the model said of one was no number, [n].
  private(set) var isUndefined: Value

  /// Nothing but the samples so far.
  init(_ criterion: Criterion, x: Value) throws {
    self.criterion = criterion
    points = x
    let rows = try Value.tensor(.full(0, shape: Shape([x.shape[0]]), dtype: x.dtype))
    score = try rows.filled(-.infinity)
    (isFooled, isUndefined) = (rows, rows)
  }

  /// The same from its values.
  init(_ criterion: Criterion, _ values: [Value]) {
    self.criterion = criterion
    (points, score) = (values[0], values[1])
    (isFooled, isUndefined) = (values[2], values[3])
  }

  var values: [Value] { [points, score, isFooled, isUndefined] }
  static let count = 4

  /// A point that is kept whatever it does.
  mutating func keep(_ points: Value) { self.points = points }

  /// - Parameter isInside: whether the points are known to lie in the ball and the range.
  mutating func offer(
    _ evaluation: AttackProblem.Evaluation, _ ball: Ball, isInside: Bool = true
  ) throws {
    let (candidates, isReached) = (evaluation.points, evaluation.isReached)
    let features = Array(1..<candidates.shape.rank)
    // The samples are there already, and are numbers.
    let isSample = candidates.isSame(as: points)
    // A gradient that is no number leads to points that are none, and so is their sum; they are nobody's success.
    let isFinite =
      isSample
      ? try isReached.filled(1)
      : try candidates.sum(features).abs().lessOrEqual(
        to: isReached.filled(Double(Float.greatestFiniteMagnitude)))
    isUndefined = try isUndefined.maximum(1 - isFinite * evaluation.isKnown)
    let isBetter: Value
    let rank: Value
    switch criterion {
    case .first:
      rank = evaluation.rank
      let isOpen = try isFooled.equals(isFooled.filled(0))
      isBetter = try isOpen * isReached.maximum(rank.greater(than: score))
    case .nearest:
      rank = try -ball.distance(candidates)
      isBetter = try isReached * rank.greater(than: score)
    case .highest:
      rank = evaluation.rank
      isBetter = try rank.greater(than: score)
    case .last: return
    }
    let isAllowed = isInside || isSample ? isFinite : try isFinite * ball.holds(candidates)
    let isTaken = try isBetter * isAllowed
    if !isSample {
      let shape = try Shape([isTaken.shape[0]] + features.map { _ in 1 })
      points = try isTaken.reshaped(to: shape).expanded(to: points.shape)
        .select(candidates, points)
    }
    score = try isTaken.select(rank, score)
    isFooled =
      criterion == .highest
      ? try isTaken.select(isReached, isFooled) : try isFooled.maximum(isTaken * isReached)
  }
}

extension Value {
  /// Whether both are the same place of a trace.
  fileprivate func isSame(as other: Value) -> Bool {
    guard case .traced(let a, let m) = self, case .traced(let b, let n) = other else {
      return false
    }
    return a === b && m == n
  }
}
