import Tensors

/// Two lines for a function of one number on [l, u], of which one is nowhere above it and the other
/// nowhere below it: lower.slope x + lower.offset <= f(x) <= upper.slope x + upper.offset.
///
/// Most functions leave a choice of lines; each element of a set can make its own.
struct Lines {
  /// The lines that could be taken instead, each for a number in [0, 1].
  struct Choice {
    /// The numbers that give the lines taken by default.
    let start: (lower: Value, upper: Value)
    /// The lines for numbers of the function's shape, or of more dimensions in front.
    let lines: (Value) throws -> (lower: Line, upper: Line)
  }

  struct Line {
    let slope: Value
    /// Nil for lines through the origin.
    let offset: Value?

    init(slope: Value, offset: Value?) {
      self.slope = slope
      self.offset = offset
    }

    /// The line with a slope through a point.
    init(slope: Value, through point: (x: Value, y: Value)) throws {
      self.init(slope: slope, offset: try point.y - slope * point.x)
    }

    /// This line where the mask is not zero, another elsewhere.
    func chosen(by mask: Value, else other: Line) throws -> Line {
      Line(
        slope: try mask.select(slope, other.slope),
        offset: try mask.select(offset ?? slope.filled(0), other.offset ?? slope.filled(0)))
    }
  }

  let lower: Line
  let upper: Line
  /// Nil if there is no choice.
  let choice: Choice?

  /// Nil for functions of which too little is known.
  init?(_ primitive: any Primitive, _ bounds: Interval) throws {
    if primitive.isRectifier {
      self = try Lines.rectifier(bounds)
      return
    }
    if let clamp = primitive as? any Saturating {
      self = try Lines.saturating(clamp, bounds)
      return
    }
    guard let function = primitive as? any Touchable else { return nil }
    let curve = try Curve(function, bounds)
    switch primitive.traits.curve {
    case .convex: self = try curve.convex()
    case .concave: self = try curve.concave()
    case .sShaped: self = try curve.sShaped()
    case nil:
      guard primitive.traits.hasPoleAtZero else { return nil }
      self = try curve.besidePole()
    }
  }

  init(lower: Line, upper: Line, choice: Choice? = nil) {
    self.lower = lower
    self.upper = upper
    self.choice = choice
  }

  /// max(x, 0), by `RectifierLines`.
  private static func rectifier(_ bounds: Interval) throws -> Lines {
    // Cut to the sign they may have, the ends give the right lines for stable neurons too.
    let (l, u) = (try bounds.lower.minimum(0), try bounds.upper.maximum(0))
    let slope = try RectifierLines.slope(l, u)
    let lower = Line(slope: try RectifierLines.isIdentityBelow(l, u), offset: nil)
    let upper = Line(slope: slope, offset: try RectifierLines.intercept(slope: slope, l))
    // Stable neurons have no choice.
    let (isActive, isUnstable) = (
      try bounds.lower.greaterOrEqual(to: l.filled(0)), try (u * -l).greater(than: 0)
    )
    let choice = Choice(start: (lower.slope, lower.slope)) { number in
      let slope = try isUnstable.expanded(to: number.shape).select(number, isActive)
      return (Line(slope: slope, offset: nil), upper)
    }
    return Lines(lower: lower, upper: upper, choice: choice)
  }

  /// A function that is `low` below low, `high` above high, and x between.
  private static func saturating(_ clamp: any Saturating, _ bounds: Interval) throws -> Lines {
    let (l, u) = (bounds.lower, bounds.upper)
    func f(_ x: Value) throws -> Value { try apply(clamp, [x]) }
    let (zero, one) = (try l.filled(0), try l.filled(1))
    // From the end on one side to where the function bends on the other.
    func chord(_ a: Value, _ b: Value, through x: Value) throws -> Line {
      let width = try b - a
      let isPoint = try width.lessOrEqual(to: zero)
      let slope = try isPoint.select(zero, (f(b) - f(a)) / isPoint.select(one, width))
      return try Line(slope: slope, through: (x, f(x)))
    }
    let identity = Line(slope: one, offset: nil)
    let top = Line(slope: zero, offset: try f(u))
    let bottom = Line(slope: zero, offset: try f(l))
    var (lower, upper) = (identity, identity)
    if clamp.high.isFinite {
      let bend = try u.minimum(clamp.high).maximum(l)
      upper = try (u - clamp.high).less(than: clamp.high - l).chosen(identity, top)
      let isBelow = try l.less(than: clamp.low)
      upper = try chord(l, bend, through: l).chosen(by: isBelow, else: upper)
    } else {
      upper = try chord(l, u, through: l)
    }
    if clamp.low.isFinite {
      let bend = try l.maximum(clamp.low).minimum(u)
      lower = try (clamp.low - l).less(than: u - clamp.low).chosen(identity, bottom)
      let isAbove = try u.greater(than: clamp.high)
      lower = try chord(bend, u, through: u).chosen(by: isAbove, else: lower)
    } else {
      lower = try chord(l, u, through: u)
    }
    return Lines(lower: lower, upper: upper)
  }
}

extension Value {
  /// With this as the mask: one line where it is not zero, another elsewhere.
  fileprivate func chosen(_ a: Lines.Line, _ b: Lines.Line) throws -> Lines.Line {
    try a.chosen(by: self, else: b)
  }
}

/// The graph of a function on [l, u], and the lines that touch or cut it.
private struct Curve {
  let function: any Touchable
  let l: (x: Value, y: Value)
  let u: (x: Value, y: Value)
  /// Whether the interval is a point: it has no chord. Unknown ends are none.
  let isPoint: Value

  init(_ function: any Touchable, _ bounds: Interval) throws {
    l = (bounds.lower, try apply(function, [bounds.lower]))
    u = (bounds.upper, try apply(function, [bounds.upper]))
    isPoint = try (u.x - l.x).lessOrEqual(to: l.x.filled(0))
    self.function = function
  }

  private func value(_ x: Value) throws -> Value {
    let primitive: any Primitive = function
    return try apply(primitive, [x])
  }

  private var middle: Value { get throws { try l.x * 0.5 + u.x * 0.5 } }

  func chord() throws -> Lines.Line {
    let width = try isPoint.select(u.x.filled(1), u.x - l.x)
    return try Lines.Line(slope: isPoint.select(u.x.filled(0), (u.y - l.y) / width), through: l)
  }

  private func tangent(at x: Value) throws -> Lines.Line {
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
    let touch = (lower: try middle.minimum(under.last), upper: try middle.maximum(over.first))
    let lines = try arranged(tangent(at: touch.lower), tangent(at: touch.upper))
    let start = (
      lower: try Curve.part(touch.lower, under), upper: try Curve.part(touch.upper, over)
    )
    return Lines(lower: lines.0, upper: lines.1, choice: choice(start, under, over, arranged))
  }

  private var halves: (Value, Value) {
    get throws { (try l.x.filled(0.5), try l.x.filled(0.5)) }
  }

  /// Where a point lies between two others, from 0 to 1.
  private static func part(_ x: Value, _ ends: (first: Value, last: Value)) throws -> Value {
    let width = try ends.last - ends.first
    let isWide = try width.greater(than: 0)
    return try isWide.select(
      (x - ends.first) / isWide.select(width, width.filled(1)), width.filled(0))
  }

  /// Tangents whose points of contact lie in a range each; nil for no tangent.
  private func choice(
    _ start: (Value, Value), _ lower: (first: Value, last: Value)?,
    _ upper: (first: Value, last: Value)?,
    _ lines: @escaping (Lines.Line, Lines.Line) throws -> (Lines.Line, Lines.Line)
  ) -> Lines.Choice {
    Lines.Choice(start: start) { number in
      func tangents(_ range: (first: Value, last: Value)?) throws -> Lines.Line {
        guard let range = range ?? lower ?? upper else { return try chord() }
        return try tangent(at: range.first + (range.last - range.first) * number)
      }
      return try lines(tangents(lower), tangents(upper))
    }
  }

  /// The line, moved to the right side of both ends: points of contact are known to rounding only.
  private func moved(
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
