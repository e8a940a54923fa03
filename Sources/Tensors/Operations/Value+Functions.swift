/// Functions of single elements. Whole numbers become float32 where the result is not whole.
extension Value {
  public func cast(to dtype: DType) throws -> Value {
    self.dtype == dtype ? self : try apply(Cast(dtype: dtype), [self])
  }

  /// The whole parts as int32, where what does not fit becomes the nearest that does, and NaN 0.
  public func clippedToWhole() throws -> Value {
    dtype == .int32 ? self : try apply(Cast(dtype: .int32, clips: true), [self])
  }

  /// Unchanged; an error where results of whole numbers may not be exact.
  func asWhole() throws -> Value { try WholeNumbers().of(self) }

  /// Unchanged if of a floating type, as float32 otherwise.
  public func floating() throws -> Value { dtype.isFloat ? self : try cast(to: .float32) }

  public func abs() throws -> Value { try Absolute().of(self) }
  public func sign() throws -> Value { try Sign().of(self) }
  public func square() throws -> Value { try Square().of(self) }
  public func relu() throws -> Value { try ReLU().of(self) }
  public func exp() throws -> Value { try Exponential().of(floating()) }
  public func log() throws -> Value { try Logarithm().of(floating()) }
  public func sqrt() throws -> Value { try SquareRoot().of(floating()) }
  public func tanh() throws -> Value { try HyperbolicTangent().of(floating()) }
  public func sigmoid() throws -> Value { try Sigmoid().of(floating()) }
  public func softplus() throws -> Value { try Softplus().of(floating()) }
  public func sin() throws -> Value { try Sine().of(floating()) }
  public func cos() throws -> Value { try Cosine().of(floating()) }
  public func reciprocal() throws -> Value { try Reciprocal().of(floating()) }

  public func erf() throws -> Value { try apply(ErrorFunction(), [floating()]) }

  /// x above 0, alpha (e^x - 1) elsewhere. - Parameter alpha: 0 or more.
  public func elu(_ alpha: Double = 1) throws -> Value {
    try apply(ELU(alpha: alpha), [floating()])
  }

  /// x above 0, slope x elsewhere.
  public func leakyReLU(_ slope: Double) throws -> Value {
    let x = try floating()
    // The number that the kernel takes, whatever precision bounds are computed in.
    let rounded = x.dtype == .float32 ? Double(Float(slope)) : slope
    return try apply(LeakyReLU(slope: rounded), [x])
  }

  /// x above 0, slope x elsewhere, with a slope for each element.
  public func parametricReLU(_ slopes: Value) throws -> Value {
    try Value.elementwise(ParametricReLU(), floating(), slopes.floating())
  }

  /// The largest whole number that is not above.
  public func floor() throws -> Value { try Floor().of(floating()) }

  /// a // b as in Lua and NumPy: the whole number below a / b. Whole numbers stay whole.
  public func floorQuotient(_ other: Value) throws -> Value {
    guard dtype == .int32, other.dtype == .int32 else { return try (self / other).floor() }
    try other.requireNoZero()
    // float64 holds the quotient of any two int32 well enough to find the number below it.
    return try (cast(to: .float64) / other.cast(to: .float64)).floor().cast(to: .int32)
  }

  /// Of a divisor of whole numbers, as far as its numbers are known.
  private func requireNoZero() throws {
    if case .tensor(let divisor) = self, divisor.doubles.contains(0) {
      throw TensorError.divisionByZero
    }
  }

  /// a % b as in Lua and NumPy: what `floorQuotient` leaves over, with the sign of b.
  public func remainder(_ other: Value) throws -> Value {
    guard dtype == .int32, other.dtype == .int32 else {
      return try self - floorQuotient(other) * other
    }
    try other.requireNoZero()
    // Quotient and product may lie beyond int32, though the result does not.
    let (a, b) = (try cast(to: .float64), try other.cast(to: .float64))
    return try (a - (a / b).floor() * b).cast(to: .int32)
  }

  /// Random numbers in [0, 1) from this key of four int32: a seed and a counter, two words each.
  public func uniform(_ shape: Shape, _ dtype: DType, stream: Int) throws -> Value {
    try apply(Uniform(shape: shape, dtype: dtype, stream: stream), [self])
  }

  /// The nearest number in [low, high]; NaN stays. Whole numbers stay whole between whole ends.
  public func clamped(_ low: Double, _ high: Double) throws -> Value {
    guard dtype == .int32 else { return try apply(Clamp(low: low, high: high), [self]) }
    let lifted = low == -.infinity ? self : try maximum(low)
    return high == .infinity ? lifted : try lifted.minimum(high)
  }

  public func stopGradient() throws -> Value { try apply(StopGradient(), [self]) }
}
