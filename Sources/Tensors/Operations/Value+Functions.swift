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

  public func erf() throws -> Value { try apply(ErrorFunction(), [floating()]) }

  /// x above 0, alpha (e^x - 1) elsewhere. - Parameter alpha: 0 or more.
  public func elu(_ alpha: Double = 1) throws -> Value {
    try apply(ELU(alpha: alpha), [floating()])
  }

  /// Random numbers in [0, 1) from this key of four int32: a seed and a counter, two words each.
  public func uniform(_ shape: Shape, _ dtype: DType, stream: Int) throws -> Value {
    try apply(Uniform(shape: shape, dtype: dtype, stream: stream), [self])
  }

  /// The nearest number in [low, high]; NaN stays.
  public func clamped(_ low: Double, _ high: Double) throws -> Value {
    try apply(Clamp(low: low, high: high), [floating()])
  }

  public func stopGradient() throws -> Value { try apply(StopGradient(), [self]) }
}
