import CKernels

/// The numbers of ``CounterRandom`` for a seed and a stream of two words each.
struct Draw: KeyedDraw {
  enum Distribution: Hashable {
    /// In [0, 1), with all 53 digits.
    case uniform
    /// Standard normal, by the transformation of Box and Muller.
    case normal
    /// low, low + 1, … of which there are `count`, at most 2^32.
    case integer(low: Int, count: Int)
  }

  static let examples = [
    Example(
      Self(.uniform, TensorType(Shape(unchecked: [2, 3]), .float32)), [4], indices: [0: 1000]),
    Example(
      Self(.normal, TensorType(Shape(unchecked: [2, 3]), .float64)), [4], indices: [0: 1000]),
    Example(
      Self(.integer(low: -2, count: 7), TensorType(Shape(unchecked: [5]), .int32)), [4],
      indices: [0: 1000]),
  ]

  let distribution: Distribution
  let shape: Shape
  let dtype: DType

  init(_ distribution: Distribution, _ type: TensorType) {
    self.distribution = distribution
    shape = type.shape
    dtype = type.dtype
  }

  var name: String {
    switch distribution {
    case .uniform: "rand"
    case .normal: "randn"
    case .integer: "randint"
    }
  }

  var kernels: Kernels {
    switch distribution {
    case .uniform: Kernels(tarn_rand_f32, tarn_rand_f64)
    case .normal: Kernels(tarn_randn_f32, tarn_randn_f64)
    case .integer: Kernels(tarn_randint_f32, tarn_randint_f64, tarn_randint_i32)
    }
  }

  var work: Int { distribution == .normal ? 24 : 8 }
  var multiple: Int { 32 }

  func integers(rows: Int) -> [Int] {
    let (low, count) =
      if case .integer(let low, let count) = distribution { (low, count) } else { (0, 0) }
    return [rows, shape.count, 0, low, count]
  }
}

/// Tensors of random numbers from this key of four int32: a seed and a stream, two words each.
extension Value {
  /// Uniform in [0, 1).
  public func drawUniform(_ type: TensorType) throws -> Value {
    try apply(Draw(.uniform, type), [self])
  }

  /// Standard normal.
  public func drawNormal(_ type: TensorType) throws -> Value {
    try apply(Draw(.normal, type), [self])
  }

  /// Whole numbers, each of `range` equally likely.
  public func drawIntegers(_ type: TensorType, in range: ClosedRange<Int32>) throws -> Value {
    let (low, high) = (Int(range.lowerBound), Int(range.upperBound))
    return try apply(Draw(.integer(low: low, count: high - low + 1), type), [self])
  }
}
