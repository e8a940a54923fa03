import Tensors

/// The graph of a function on [l, u], and the lines that touch or cut it.
struct BoundedCurve {
  let function: any Touchable
  let l: (x: Value, y: Value)
  let u: (x: Value, y: Value)
  /// Whether the interval is a point: it has no chord. Unknown ends are none.
  let isPoint: Value
  /// How near points of contact have to be to one another to be smoothed; nil if they are not.
  private let reach: Value?

  init(_ function: any Touchable, _ bounds: Interval) throws {
    l = (bounds.lower, try apply(function, [bounds.lower]))
    u = (bounds.upper, try apply(function, [bounds.upper]))
    isPoint = try (u.x - l.x).lessOrEqual(to: l.x.filled(0))
    self.function = function
    reach = bounds.smooth > 0 ? try bounds.reach(smooth: bounds.smooth) : nil
  }

  /// The larger of two points of contact.
  private func larger(_ a: Value, _ b: Value) throws -> Value {
    try reach.map { try a.smoothMaximum(b, reach: $0) } ?? a.maximum(b)
  }

  private func smaller(_ a: Value, _ b: Value) throws -> Value {
    try reach.map { try -(-a).smoothMaximum(-b, reach: $0) } ?? a.minimum(b)
  }

  private func value(_ x: Value) throws -> Value {
    let primitive: any Primitive = function
    return try apply(primitive, [x])
  }

  var middle: Value { get throws { try l.x * 0.5 + u.x * 0.5 } }

  func chord() throws -> Lines.Line {
    let width = try isPoint.select(u.x.filled(1), u.x - l.x)
    return try Lines.Line(slope: isPoint.select(u.x.filled(0), (u.y - l.y) / width), through: l)
  }

  func tangent(at x: Value) throws -> Lines.Line {
    let y = try value(x)
    let slope = try function.derivative(x, y) ?? x.filled(0)
    return try Lines.Line(slope: slope, through: (x, y))
  }

  /// Tangents below, the chord above.
  func convex() throws -> Lines {
    let chord = try chord()
    return try Lines(
      lower: tangent(at: middle), upper: chord,
      choice: choice(halves, (l.x, u.x), nil) { lower, _ in (lower, chord) })
  }

  /// The chord below, tangents above.
  func concave() throws -> Lines {
    let chord = try chord()
    return try Lines(
      lower: chord, upper: tangent(at: middle),
      choice: choice(halves, nil, (l.x, u.x)) { _, upper in (chord, upper) })
  }

  /// Convex below zero and concave above it. The line above touches the graph at the middle, but not
  /// before it can pass over the left end; where it cannot, the chord does. Below everything is mirrored
  /// (Zhang et al. 2018, section 3.2).
  func sShaped() throws -> Lines {
    let chord = try chord()
    guard let right = try function.tangentPoint(from: -l.x),
      let left = try function.tangentPoint(from: u.x)
    else { return Lines(lower: chord, upper: chord) }
    // Points of contact: beyond those from which the line passes through the far end. They are zero where
    // that end is on the same side: there every tangent will do.
    let over = (first: try (-right).maximum(l.x).minimum(u.x), last: u.x)
    let under = (first: l.x, last: try left.minimum(u.x).maximum(l.x))
    let reachesOver = try (-right).lessOrEqual(to: u.x) * u.x.greater(than: 0)
    let reachesUnder = try left.greaterOrEqual(to: l.x) * l.x.less(than: 0)
    func arranged(_ lower: Lines.Line, _ upper: Lines.Line) throws -> (Lines.Line, Lines.Line) {
      let shape = lower.slope.shape
      return (
        try moved(lower) { try $0.minimum($1) }
          .chosen(by: reachesUnder.expanded(to: shape), else: chord),
        try moved(upper) { try $0.maximum($1) }
          .chosen(by: reachesOver.expanded(to: shape), else: chord)
      )
    }
    let middle = try middle
    let touch = (lower: try smaller(middle, under.last), upper: try larger(middle, over.first))
    let lines = try arranged(tangent(at: touch.lower), tangent(at: touch.upper))
    let start = (
      lower: try BoundedCurve.part(touch.lower, under),
      upper: try BoundedCurve.part(touch.upper, over)
    )
    return Lines(lower: lines.0, upper: lines.1, choice: choice(start, under, over, arranged))
  }

  private var halves: (Value, Value) {
    get throws { (try l.x.filled(0.5), try l.x.filled(0.5)) }
  }

  /// Where a point lies between two others, from 0 to 1.
  static func part(_ x: Value, _ ends: (first: Value, last: Value)) throws -> Value {
    let width = try ends.last - ends.first
    let isWide = try width.greater(than: 0)
    return try isWide.select(
      (x - ends.first) / isWide.select(width, width.filled(1)), width.filled(0))
  }

  /// Tangents whose points of contact lie in a range each; nil for no tangent.
  func choice(
    _ start: (Value, Value), _ lower: (first: Value, last: Value)?,
    _ upper: (first: Value, last: Value)?,
    _ lines: @escaping (Lines.Line, Lines.Line) throws -> (Lines.Line, Lines.Line)
  ) -> Lines.Choice {
    Lines.Choice(start: start, moves: .contact) { number in
      func tangents(_ range: (first: Value, last: Value)?) throws -> Lines.Line {
        guard let range = range ?? lower ?? upper else { return try chord() }
        return try tangent(at: range.first + (range.last - range.first) * number)
      }
      return try lines(tangents(lower), tangents(upper))
    }
  }

  /// The line, moved to the right side of both ends: points of contact are known to rounding only.
  func moved(
    _ line: Lines.Line, _ extreme: (Value, Value) throws -> Value
  ) throws -> Lines.Line {
    let offsets = (try l.y - line.slope * l.x, try u.y - line.slope * u.x)
    let offset = try line.offset.map { try extreme($0, offsets.0) } ?? offsets.0
    return Lines.Line(slope: line.slope, offset: try extreme(offset, offsets.1))
  }

  /// Falling on each side of its pole: convex right of it, concave left of it; NaN, for no line at all,
  /// where the pole is inside.
  func besidePole() throws -> Lines {
    let (chord, tangent) = (try chord(), try tangent(at: middle))
    let isRight = try l.x.greater(than: 0)
    let isOneSided = try (l.x.sign() * u.x.sign()).greater(than: 0)
    let none = Lines.Line(slope: try l.x.filled(0), offset: try l.x.filled(.nan))
    return Lines(
      lower: try tangent.chosen(by: isRight, else: chord).chosen(by: isOneSided, else: none),
      upper: try chord.chosen(by: isRight, else: tangent).chosen(by: isOneSided, else: none))
  }
}
