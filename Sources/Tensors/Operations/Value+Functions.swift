/// Functions of single elements. Whole numbers become float32 where the result is not whole.
extension Value {
  public func cast(to dtype: DType) throws -> Value {
    self.dtype == dtype ? self : try apply(Cast(dtype: dtype), [self])
  }

  /// Unchanged if of a floating type, as float32 otherwise.
  public func floating() throws -> Value { dtype.isFloat ? self : try cast(to: .float32) }

  public func abs() throws -> Value { try apply(Absolute(), [self]) }
  public func sign() throws -> Value { try apply(Sign(), [self]) }
  public func square() throws -> Value { try apply(Square(), [self]) }
  public func relu() throws -> Value { try apply(ReLU(), [self]) }
  public func exp() throws -> Value { try apply(Exponential(), [floating()]) }
  public func log() throws -> Value { try apply(Logarithm(), [floating()]) }
  public func sqrt() throws -> Value { try apply(SquareRoot(), [floating()]) }
  public func tanh() throws -> Value { try apply(HyperbolicTangent(), [floating()]) }
  public func sigmoid() throws -> Value { try apply(Sigmoid(), [floating()]) }
  public func softplus() throws -> Value { try apply(Softplus(), [floating()]) }
  public func sin() throws -> Value { try apply(Sine(), [floating()]) }
  public func cos() throws -> Value { try apply(Cosine(), [floating()]) }
  public func reciprocal() throws -> Value { try apply(Reciprocal(), [floating()]) }

  /// The nearest number in [low, high]; NaN stays. Whole numbers stay whole between whole ends.
  public func clamped(_ low: Double, _ high: Double) throws -> Value {
    guard dtype == .int32 else { return try apply(Clamp(low: low, high: high), [self]) }
    let lifted = low == -.infinity ? self : try maximum(low)
    return high == .infinity ? lifted : try lifted.minimum(high)
  }

  public func stopGradient() throws -> Value { try apply(StopGradient(), [self]) }
}
