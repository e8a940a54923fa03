import Tensors

extension BoundedCurve {
  /// Concave, convex and concave again, from left to right. The line below touches the graph where it is convex, at the
  /// middle if it passes below both ends from there; where it cannot, the chord is below. The line above touches
  /// one of the concave sides, from which it passes over the other end, or is the chord. Of all lines they leave the smallest
  /// area.
  func basin() throws -> Lines {
    let chord = try chord()
    guard let points = try BasinContacts(function, l.x, u.x) else {
      return Lines(lower: chord, upper: chord)
    }
    let (under, over) = (points.under, points.over)
    func arranged(_ lower: Lines.Line, _ upper: Lines.Line) throws -> (Lines.Line, Lines.Line) {
      let shape = lower.slope.shape
      return (
        try moved(lower) { try $0.minimum($1) }
          .chosen(by: points.reachesUnder.expanded(to: shape), else: chord),
        try moved(upper) { try $0.maximum($1) }
          .chosen(by: points.reachesOver.expanded(to: shape), else: chord)
      )
    }
    let middle = try middle
    func nearest(_ range: (first: Value, last: Value)) throws -> Value {
      try middle.maximum(range.first).minimum(range.last)
    }
    let touch = (lower: try nearest(under), upper: try nearest(over))
    let lines = try arranged(tangent(at: touch.lower), tangent(at: touch.upper))
    let start = (
      lower: try BoundedCurve.part(touch.lower, under),
      upper: try BoundedCurve.part(touch.upper, over)
    )
    return Lines(lower: lines.0, upper: lines.1, choice: choice(start, under, over, arranged))
  }
}

/// Where lines can touch the graph of a basin between two ends and be on one side of it.
struct BasinContacts {
  /// From below: where the function is convex, and the line passes below both ends.
  let under: (first: Value, last: Value)
  let reachesUnder: Value
  /// From above: on the side that is concave, if the line passes over the other end.
  let over: (first: Value, last: Value)
  let reachesOver: Value
  /// Points of contact of the lines through an end, within the ends: under it from the left and from the right, over
  /// it from the left and from the right. An end itself where there is no such line.
  let ofEnds: [Value]

  /// Nil for functions that are no basins.
  init?(_ function: any Touchable, _ l: Value, _ u: Value) throws {
    guard case .curve(.basin(_, let convex), _) = function.traits,
      let first = try function.tangentPoint(from: l, .convexFromLeft),
      let last = try function.tangentPoint(from: u, .convexFromRight),
      let left = try function.tangentPoint(from: u, .leftFromRight),
      let right = try function.tangentPoint(from: l, .rightFromLeft)
    else { return nil }
    let (a, b) = (convex.lowerBound, convex.upperBound)
    func within(_ x: Value) throws -> Value { try x.maximum(l).minimum(u) }
    // An end that lies where the function bends the right way is a point of contact itself.
    let begin = try l.less(than: l.filled(a)).select(first, l)
    let end = try u.greater(than: u.filled(b)).select(last, u)
    reachesUnder = try begin.lessOrEqual(to: end)
    under = (try within(begin), try within(end))
    let farLeft = try u.greater(than: u.filled(a)).select(left, u)
    let farRight = try l.less(than: l.filled(b)).select(right, l)
    let isLeft = try farLeft.greaterOrEqual(to: l) * l.less(than: l.filled(a))
    let isRight = try farRight.lessOrEqual(to: u) * u.greater(than: u.filled(b))
    reachesOver = try isLeft.maximum(isRight)
    let overs = (left: try within(farLeft), right: try within(farRight))
    over = (try isRight.select(overs.right, l), try isRight.select(u, overs.left))
    ofEnds = [under.first, under.last, overs.left, overs.right]
  }
}
