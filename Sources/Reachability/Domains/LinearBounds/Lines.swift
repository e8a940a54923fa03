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
    /// What the numbers move: it says how far they go in a step of the optimization.
    enum Motion { case slope, contact }
    var moves = Motion.slope
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
    switch primitive.traits {
    case .curve(let curve, let function):
      switch curve {
      case .rectifier: self = try Lines.rectifier(bounds)
      case .convex, .absolute, .valley: self = try BoundedCurve(function, bounds).convex()
      case .concave: self = try BoundedCurve(function, bounds).concave()
      case .sShaped: self = try BoundedCurve(function, bounds).sShaped()
      case .root: self = try BoundedCurve(function, bounds.notNegative).concave()
      case .basin: self = try BoundedCurve(function, bounds).basin()
      case .pole: self = try BoundedCurve(function, bounds).besidePole()
      }
    case .saturating(let low, let high):
      self = try Lines.saturating(primitive, low, high, bounds)
    case .opaque, .linear, .product, .quotient, .power, .selection, .monotone, .steps, .wave,
      .extreme, .largest, .smallest, .logSumExp, .distribution, .stopped, .inexact:
      return nil
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
  private static func saturating(
    _ clamp: any Primitive, _ low: Double, _ high: Double, _ bounds: Interval
  ) throws -> Lines {
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
    if high.isFinite {
      let bend = try u.minimum(high).maximum(l)
      upper = try (u - high).less(than: high - l).chosen(identity, top)
      let isBelow = try l.less(than: low)
      upper = try chord(l, bend, through: l).chosen(by: isBelow, else: upper)
    } else {
      upper = try chord(l, u, through: l)
    }
    if low.isFinite {
      let bend = try l.maximum(low).minimum(u)
      lower = try (low - l).less(than: u - low).chosen(identity, bottom)
      let isAbove = try u.greater(than: high)
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
