import Tensors

/// Two lines for a function of one number on [l, u], of which one is nowhere above it and the other
/// nowhere below it: lower.slope x + lower.offset <= f(x) <= upper.slope x + upper.offset.
struct Lines {
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

    func chosen(by mask: Value, else other: Line) throws -> Line {
      Line(
        slope: try mask.select(slope, other.slope),
        offset: try mask.select(offset ?? slope.filled(0), other.offset ?? slope.filled(0)))
    }
  }

  let lower: Line
  let upper: Line

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
    case .convex: self.init(lower: try curve.tangent(), upper: try curve.chord())
    case .concave: self.init(lower: try curve.chord(), upper: try curve.tangent())
    case .sShaped: self = try curve.sShaped()
    case nil:
      guard primitive.traits.hasPoleAtZero else { return nil }
      self = try curve.besidePole()
    }
  }

  init(lower: Line, upper: Line) {
    self.lower = lower
    self.upper = upper
  }

  /// max(x, 0): above it the chord, below it the identity or zero, whichever leaves the smaller area
  /// (Zhang et al. 2018, the adaptive slope of CROWN).
  private static func rectifier(_ bounds: Interval) throws -> Lines {
    // Cut to the sign they may have, the ends give the right lines for stable neurons too.
    let (l, u) = (try bounds.lower.minimum(0), try bounds.upper.maximum(0))
    let tiny = l.dtype == .float64 ? Double.leastNormalMagnitude : 1e-38
    let slope = try u / (u - l).maximum(tiny)
    return Lines(
      lower: Line(slope: try u.greater(than: -l), offset: nil),
      upper: Line(slope: slope, offset: try -(slope * l)))
  }

  /// A function that is `low` below low, `high` above high, and x between.
  private static func saturating(_ clamp: any Saturating, _ bounds: Interval) throws -> Lines {
    let (l, u) = (bounds.lower, bounds.upper)
    func f(_ x: Value) throws -> Value { try apply(clamp, [x]) }
    let (zero, one) = (try l.filled(0), try l.filled(1))
    // From the end on one side to where the function bends on the other.
    func chord(_ a: Value, _ b: Value, through x: Value) throws -> Line {
      let width = try b - a
      let isWide = try width.greater(than: 0)
      let slope = try isWide.select((f(b) - f(a)) / isWide.select(width, one), zero)
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
  /// Whether the interval is wide enough for a chord.
  let isWide: Value

  init(_ function: any Touchable, _ bounds: Interval) throws {
    l = (bounds.lower, try apply(function, [bounds.lower]))
    u = (bounds.upper, try apply(function, [bounds.upper]))
    isWide = try (u.x - l.x).greater(than: 0)
    self.function = function
  }

  private func value(_ x: Value) throws -> Value {
    let primitive: any Primitive = function
    return try apply(primitive, [x])
  }

  private var middle: Value { get throws { try l.x * 0.5 + u.x * 0.5 } }

  func chord() throws -> Lines.Line {
    let width = try isWide.select(u.x - l.x, u.x.filled(1))
    return try Lines.Line(slope: isWide.select((u.y - l.y) / width, u.x.filled(0)), through: l)
  }

  func tangent() throws -> Lines.Line { try tangent(at: middle) }

  private func tangent(at x: Value) throws -> Lines.Line {
    let y = try value(x)
    let slope = try function.derivative(x, y) ?? x.filled(0)
    return try Lines.Line(slope: slope, through: (x, y))
  }

  /// Convex below zero and concave above it. The line above touches the graph at the middle, but not
  /// before it can pass over the left end; where it cannot, the chord does. Below everything is mirrored
  /// (Zhang et al. 2018, section 3.2).
  func sShaped() throws -> Lines {
    guard let right = try function.tangentPoint(from: -l.x),
      let left = try function.tangentPoint(from: u.x)
    else { return Lines(lower: try chord(), upper: try chord()) }
    let middle = try middle
    let chord = try chord()
    // The point of contact: the nearest of those from which the line passes over the end. Zero where the
    // end is on the curve's own side: every tangent does.
    let over = try (-right).maximum(middle)
    let under = try left.minimum(middle)
    let upper = try tangent(at: over.minimum(u.x))
    let lower = try tangent(at: under.maximum(l.x))
    return Lines(
      lower: try moved(lower) { try $0.minimum($1) }
        .chosen(by: touches(left.greaterOrEqual(to: l.x), l.x, -1), else: chord),
      upper: try moved(upper) { try $0.maximum($1) }
        .chosen(by: touches((-right).lessOrEqual(to: u.x), u.x, 1), else: chord))
  }

  /// The line, moved to the right side of both ends: points of contact are known to rounding only.
  private func moved(
    _ line: Lines.Line, _ extreme: (Value, Value) throws -> Value
  ) throws -> Lines.Line {
    let offsets = (try l.y - line.slope * l.x, try u.y - line.slope * u.x)
    let offset = try line.offset.map { try extreme($0, offsets.0) } ?? offsets.0
    return Lines.Line(slope: line.slope, offset: try extreme(offset, offsets.1))
  }

  /// A line that touches the side of an S-shaped function beyond zero needs an end there.
  private func touches(_ reaches: Value, _ end: Value, _ side: Double) throws -> Value {
    try reaches * (end * side).greater(than: 0)
  }

  /// Falling on each side of its pole: convex right of it, concave left of it; NaN, for no line at all,
  /// where the pole is inside.
  func besidePole() throws -> Lines {
    let (chord, tangent) = (try chord(), try tangent())
    let isRight = try l.x.greater(than: 0)
    let isOneSided = try (l.x.sign() * u.x.sign()).greater(than: 0)
    let none = Lines.Line(slope: try l.x.filled(0), offset: try l.x.filled(.nan))
    return Lines(
      lower: try tangent.chosen(by: isRight, else: chord).chosen(by: isOneSided, else: none),
      upper: try chord.chosen(by: isRight, else: tangent).chosen(by: isOneSided, else: none))
  }
}
