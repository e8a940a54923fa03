/// Arithmetic with NumPy's broadcasting; a float beats an integer, double beats single precision.
extension Value {
  /// A tensor of the same shape and type in which every element is `number`.
  public func filled(_ number: Double) throws -> Value {
    let scalar = try Value.scalar(number, dtype)
    return shape.rank == 0 ? scalar : try apply(Broadcast(shape: shape), [scalar])
  }

  /// Applies an elementwise operation after bringing both sides to one type and one shape.
  static func elementwise(_ primitive: some Elementwise, _ a: Value, _ b: Value) throws -> Value {
    if case .tensor(let x) = a, case .tensor(let y) = b, x.dtype == y.dtype, x.shape == y.shape,
      let fast = try Eager.direct(primitive.pair(x.dtype), x, y, primitive.name)
    {
      return .tensor(fast)
    }
    let dtype = DType.promoted(a.dtype, b.dtype)
    let (a, b) = (try a.cast(to: dtype), try b.cast(to: dtype))
    if a.shape == b.shape { return try apply(primitive, [a, b]) }
    guard let shape = a.shape.broadcast(with: b.shape) else {
      throw TensorError.shapes(
        operation: primitive.name, got: [a.shape, b.shape], expected: "shapes that broadcast")
    }
    if case .tensor(let x) = a, case .tensor(let y) = b,
      let result = try Eager.broadcast(primitive, x, y, shape)
    {
      return .tensor(result)
    }
    return try apply(
      primitive, [a.expanded(to: shape, beside: b), b.expanded(to: shape, beside: a)])
  }

  /// Beside what is being traced on shapes, a tensor is spread by the plan, number by number: a large
  /// constant would be read from memory at each run.
  private func expanded(to shape: Shape, beside other: Value) throws -> Value {
    guard case .tensor = self, case .traced(let trace, _) = other, trace.isOpen,
      trace.mode == .shapes, Tile.pattern(of: self.shape, in: shape) != nil, shape != self.shape
    else { return try expanded(to: shape) }
    return try trace.record(Broadcast(shape: shape), [self])
  }

  /// The same with a number on one side; a small tensor goes straight to a kernel that takes it.
  private static func elementwise(_ primitive: some Binary, _ a: Value, _ b: Double) throws -> Value
  {
    if case .tensor(let x) = a,
      let fast = try Eager.direct(primitive, x, b, isLeft: false, primitive.name)
    {
      return .tensor(fast)
    }
    return try elementwise(primitive, a, a.scalar(b))
  }

  private static func elementwise(_ primitive: some Binary, _ a: Double, _ b: Value) throws -> Value
  {
    if case .tensor(let x) = b,
      let fast = try Eager.direct(primitive, x, a, isLeft: true, primitive.name)
    {
      return .tensor(fast)
    }
    return try elementwise(primitive, b.scalar(a), b)
  }

  /// The number as a scalar of this tensor's type.
  private func scalar(_ number: Double) throws -> Value {
    try .scalar(number, dtype.taking([number]))
  }

  public static func + (a: Value, b: Value) throws -> Value { try elementwise(Add(), a, b) }
  public static func - (a: Value, b: Value) throws -> Value { try elementwise(Subtract(), a, b) }
  public static func * (a: Value, b: Value) throws -> Value { try elementwise(Multiply(), a, b) }

  /// True division: whole numbers become float32 first.
  public static func / (a: Value, b: Value) throws -> Value {
    try elementwise(Divide(), a.floating(), b.floating())
  }

  public static func + (a: Value, b: Double) throws -> Value { try elementwise(Add(), a, b) }
  public static func - (a: Value, b: Double) throws -> Value { try elementwise(Subtract(), a, b) }
  public static func * (a: Value, b: Double) throws -> Value { try elementwise(Multiply(), a, b) }
  public static func / (a: Value, b: Double) throws -> Value {
    try elementwise(Divide(), a.floating(), b)
  }
  public static func + (a: Double, b: Value) throws -> Value { try elementwise(Add(), a, b) }
  public static func - (a: Double, b: Value) throws -> Value { try elementwise(Subtract(), a, b) }
  public static func * (a: Double, b: Value) throws -> Value { try elementwise(Multiply(), a, b) }
  public static func / (a: Double, b: Value) throws -> Value {
    try elementwise(Divide(), a, b.floating())
  }
  public static prefix func - (a: Value) throws -> Value { try apply(Negate(), [a]) }

  /// x^y for numbers that are powers users write most, by the cheap operation; by pow otherwise. Whole powers
  /// of whole numbers are float64, as in Lua, and exact; beyond 2^53 they are an error.
  public func power(_ exponent: Double) throws -> Value {
    if dtype == .int32, exponent != 1, exponent == exponent.rounded() {
      return try cast(to: .float64).power(exponent).asWhole()
    }
    return switch exponent {
    case 1: self
    case 2: try floating().square()
    case 0.5: try sqrt()
    case -1: try reciprocal()
    default: try floating().power(floating().scalar(exponent))
    }
  }

  public func power(_ exponent: Value) throws -> Value {
    let areWhole = dtype == .int32 && exponent.dtype == .int32
    let power = try Value.elementwise(
      Power(), areWhole ? cast(to: .float64) : floating(), exponent.floating())
    return try areWhole ? power.asWhole() : power
  }

  /// The number to the power of each element.
  public static func power(_ base: Double, _ exponent: Value) throws -> Value {
    let isWhole = exponent.dtype == .int32 && base == base.rounded()
    let exponent = try isWhole ? exponent.cast(to: .float64) : exponent.floating()
    let power = try exponent.filled(base).power(exponent)
    return try isWhole ? power.asWhole() : power
  }

  public func maximum(_ other: Value) throws -> Value {
    try Value.elementwise(Maximum(), self, other)
  }
  public func minimum(_ other: Value) throws -> Value {
    try Value.elementwise(Minimum(), self, other)
  }
  public func maximum(_ number: Double) throws -> Value { try maximum(scalar(number)) }
  public func minimum(_ number: Double) throws -> Value { try minimum(scalar(number)) }

  func compare(_ relation: Compare.Relation, _ other: Value) throws -> Value {
    try Value.elementwise(Compare(relation: relation), self, other)
  }

  /// Comparisons give 1 where they hold and 0 elsewhere.
  public func greater(than other: Value) throws -> Value { try compare(.gt, other) }
  public func greaterOrEqual(to other: Value) throws -> Value { try compare(.ge, other) }
  public func less(than other: Value) throws -> Value { try compare(.lt, other) }
  public func lessOrEqual(to other: Value) throws -> Value { try compare(.le, other) }
  public func equals(_ other: Value) throws -> Value { try compare(.eq, other) }
  public func differs(from other: Value) throws -> Value { try compare(.ne, other) }
  public func greater(than number: Double) throws -> Value { try compare(.gt, scalar(number)) }
  public func less(than number: Double) throws -> Value { try compare(.lt, scalar(number)) }

  /// With this tensor as the mask: `a` where it is not zero, `b` elsewhere.
  public func select(_ a: Value, _ b: Value) throws -> Value {
    let dtype = DType.promoted(a.dtype, b.dtype)
    guard let shape = shape.broadcast(with: a.shape)?.broadcast(with: b.shape) else {
      throw TensorError.shapes(
        operation: "where", got: [self.shape, a.shape, b.shape], expected: "shapes that broadcast")
    }
    // The mask is asked before it is rounded to the type of what it chooses.
    let mask = self.dtype == dtype ? self : try differs(from: filled(0))
    return try apply(
      Select(), [mask, a, b].map { try $0.cast(to: dtype).expanded(to: shape) })
  }
}
