import CKernels

/// The numbers of ``CounterRandom`` for a seed and a stream of two words each: uniform in [0, 1), all 53
/// digits of them.
struct DrawUniform: KeyedDraw {
  var name: String { "rand" }
  let shape: Shape
  let dtype: DType
  static let kernels = Kernels(tarn_rand_f32, tarn_rand_f64)
  var work: Int { 8 }
  var multiple: Int { 32 }

  func integers(rows: Int) -> [Int] { [rows, shape.count, 0, 0, 0] }
}

/// Standard normal numbers by the transformation of Box and Muller, from a seed and a stream.
struct DrawNormal: KeyedDraw {
  var name: String { "randn" }
  let shape: Shape
  let dtype: DType
  static let kernels = Kernels(tarn_randn_f32, tarn_randn_f64)
  var work: Int { 24 }
  var multiple: Int { 32 }

  func integers(rows: Int) -> [Int] { [rows, shape.count, 0, 0, 0] }
}

/// Whole numbers low, low + 1, … of which there are `count`, at most 2^32, from a seed and a stream.
struct DrawInteger: KeyedDraw {
  var name: String { "randint" }
  let shape: Shape
  let dtype: DType
  let low: Int
  let count: Int
  static let kernels = Kernels(tarn_randint_f32, tarn_randint_f64, tarn_randint_i32)
  var work: Int { 8 }
  var multiple: Int { 32 }

  func integers(rows: Int) -> [Int] { [rows, shape.count, 0, low, count] }
}

/// Tensors of random numbers from this key of four int32: a seed and a stream, two words each.
extension Value {
  /// Uniform in [0, 1).
  public func drawUniform(_ type: TensorType) throws -> Value {
    try apply(DrawUniform(shape: type.shape, dtype: type.dtype), [self])
  }

  /// Standard normal.
  public func drawNormal(_ type: TensorType) throws -> Value {
    try apply(DrawNormal(shape: type.shape, dtype: type.dtype), [self])
  }

  /// Whole numbers, each of `range` equally likely.
  public func drawIntegers(_ type: TensorType, in range: ClosedRange<Int32>) throws -> Value {
    try apply(
      DrawInteger(
        shape: type.shape, dtype: type.dtype, low: Int(range.lowerBound),
        count: Int(range.upperBound) - Int(range.lowerBound) + 1), [self])
  }
}
