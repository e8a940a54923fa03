/// The list of all primitives, each with inputs on which it can be tried. The tests walk it:
/// derivatives against differences, batches against loops, plans against eager results.
package enum Registry {
  package struct Example: Sendable {
    package let primitive: any Primitive
    package let shapes: [[Int]]
    /// Inputs are drawn from this interval.
    package let domain: ClosedRange<Double>
    /// Inputs that are int32 indices below this bound.
    package let indices: [Int: Int]
    /// What the first input must be, if it is a matrix.
    package let matrix: Matrix?

    package enum Matrix: Sendable { case symmetric, definite, regular }

    init(
      _ primitive: any Primitive, _ shapes: [Int]..., domain: ClosedRange<Double> = -2...2,
      indices: [Int: Int] = [:], matrix: Matrix? = nil
    ) {
      self.primitive = primitive
      self.shapes = shapes
      self.domain = domain
      self.indices = indices
      self.matrix = matrix
    }

    /// Numbers from the domain as input k: as they are, or made to such a matrix.
    package func prepared(_ numbers: Tensor, input k: Int) throws -> Tensor {
      guard k == 0, let matrix else { return numbers }
      let x = Value.tensor(numbers)
      let identity = Value.tensor(
        try .identity(numbers.shape[numbers.shape.rank - 1], dtype: numbers.dtype))
      let prepared =
        switch matrix {
        case .symmetric: try x.symmetricPart()
        case .definite: try x.matmul(x.matrixTransposed()) + identity
        case .regular: try x + identity * 5
        }
      return try prepared.tensor()
    }
  }

  private static func shape(_ sizes: Int...) -> Shape { Shape(unchecked: sizes) }

  package static let examples: [Example] =
    plain + images + decompositions + edges

  private static let plain: [Example] = [
    Example(Negate(), [2, 3]), Example(Absolute(), [7]), Example(Sign(), [3]),
    Example(Square(), [4]), Example(Exponential(), [2, 3]),
    Example(Logarithm(), [5], domain: 0.2...4), Example(SquareRoot(), [5], domain: 0.2...4),
    Example(HyperbolicTangent(), [3, 2]), Example(Sigmoid(), [3, 2]), Example(ReLU(), [6]),
    Example(Softplus(), [5]), Example(ErrorFunction(), [5]), Example(ELU(alpha: 0.7), [6]),
    Example(ELU(alpha: 1.5), [6]), Example(TangentPoint(curve: .tanh), [5], domain: 0.1...2),
    Example(TangentPoint(curve: .sigmoid), [5], domain: 0.1...3),
    Example(TangentPoint(curve: .erf), [5], domain: 0.1...2),
    Example(Uniform(shape: shape(2, 3), dtype: .float64, stream: 1), [4], indices: [0: 1000]),
    Example(Draw(.uniform, TensorType(shape(2, 3), .float32)), [4], indices: [0: 1000]),
    Example(Draw(.normal, TensorType(shape(2, 3), .float64)), [4], indices: [0: 1000]),
    Example(
      Draw(.integer(low: -2, count: 7), TensorType(shape(5), .int32)), [4], indices: [0: 1000]),
    Example(Sine(), [4]), Example(Cosine(), [4]),
    Example(Reciprocal(), [4], domain: 0.5...2), Example(Clamp(low: -0.7, high: 0.9), [9]),
    Example(Cast(dtype: .float64), [3]), Example(Cast(dtype: .float32), [3]),
    Example(Add(), [2, 3], [2, 3]), Example(Subtract(), [2, 3], [2, 3]),
    Example(Multiply(), [2, 3], [2, 3]), Example(Divide(), [4], [4], domain: 0.5...2),
    Example(Power(), [4], [4], domain: 0.3...2), Example(Maximum(), [6], [6]),
    Example(Minimum(), [6], [6]), Example(Compare(relation: .gt), [5], [5]),
    Example(Compare(relation: .ge), [5], [5]), Example(Compare(relation: .lt), [5], [5]),
    Example(Compare(relation: .le), [5], [5]), Example(Compare(relation: .eq), [5], [5]),
    Example(Compare(relation: .ne), [5], [5]), Example(Select(), [5], [5], [5]),
    Example(SmoothChainProduct(), [2, 3], [2, 3]), Example(SmoothChainProduct(), [70], [70]),
    Example(ChainProduct(), [2, 3], [2, 3]), Example(ChainProduct(), [70], [70]),
    Example(ChainQuotient(), [4], [4], domain: 0.5...2),
    Example(LeakyReLU(slope: 0.1), [6]), Example(LeakyReLU(slope: -0.5), [6]),
    Example(LeakyReLU(slope: 2), [6]), Example(RootOfSquares(), [5], domain: 0.2...4),
    Example(WholeNumbers(), [5]),
    Example(Identity(), [3]), Example(StopGradient(), [3]), Example(Inexact(), [3], [3]),
    Example(Reshape(shape: shape(3, 2)), [2, 3]),
    Example(Broadcast(shape: shape(4, 3)), [3]), Example(Broadcast(shape: shape(4, 3)), [4, 1]),
    Example(Broadcast(shape: shape(2, 3, 4)), [2, 1, 4]), Example(Broadcast(shape: shape(3)), []),
    Example(Transpose(order: [1, 0]), [2, 3]), Example(Transpose(order: [2, 0, 1]), [2, 3, 4]),
    Example(Slice(first: [1, 0], shape: shape(2, 3)), [4, 3]),
    Example(Slice(first: [0, 1], shape: shape(2, 2)), [2, 4]),
    Example(Pad(first: [1, 2], shape: shape(4, 5)), [2, 2]),
    Example(Concat(dimension: 0), [2, 3], [1, 3]), Example(Concat(dimension: 1), [2, 3], [2, 2]),
    Example(Gather(dimension: 0), [4, 2], [3], indices: [1: 4]),
    Example(Gather(dimension: 1), [2, 4], [3], indices: [1: 4]),
    Example(ScatterAdd(dimension: 0, size: 4), [3, 2], [3], indices: [1: 4]),
    Example(GatherAlong(dimension: 0), [4, 2], [3, 2], indices: [1: 4]),
    Example(GatherAlong(dimension: 1), [2, 4, 3], [2, 5, 3], indices: [1: 4]),
    Example(ScatterAddAlong(dimension: 1, size: 4), [2, 3, 2], [2, 3, 2], indices: [1: 4]),
    Example(ReduceSum(range: 0..<1), [3, 4]), Example(ReduceSum(range: 1..<2), [3, 4]),
    Example(ReduceSum(range: 0..<2), [3, 4]), Example(ReduceSum(range: 1..<2), [2, 9, 3]),
    Example(ReduceMax(range: 0..<1), [4, 3]), Example(ReduceMax(range: 1..<2), [4, 3]),
    Example(ReduceMin(range: 0..<1), [4, 3]), Example(ReduceMin(range: 1..<2), [4, 3]),
    Example(ReduceProduct(range: 1..<2), [2, 3, 2]), Example(LogSumExp(range: 0..<1), [4, 3]),
    Example(LogSumExp(range: 1..<2), [4, 3]), Example(Softmax(range: 1..<2), [4, 3]),
    Example(Softmax(range: 0..<1), [4, 3]), Example(LogSoftmax(range: 1..<2), [4, 3]),
    Example(LogSoftmax(range: 0..<1), [4, 3]), Example(CumulativeSum(dimension: 0), [4, 2]),
    Example(CumulativeSum(dimension: 1), [2, 4]), Example(ArgMax(dimension: 1), [3, 4]),
    Example(ArgMax(dimension: 0, ofSmallest: true), [3, 4]), Example(ArgSort(), [3, 4]),
    Example(ArgSort(descending: true), [3, 4]),
    Example(ArgTop(count: 2), [3, 4]), Example(ArgTop(count: 4, descending: false), [3, 4]),
    Example(MatMul(), [2, 3], [3, 4]),
    Example(MatMul(transposeA: true), [3, 2], [3, 4]),
    Example(MatMul(transposeA: true, isChained: true), [3, 2], [3, 4]),
    Example(MatMul(isChained: true), [2, 3], [2, 3, 4]),
    Example(MatMul(transposeB: true), [2, 3], [4, 3]),
    Example(MatMul(transposeA: true, transposeB: true), [3, 2], [4, 3]),
    Example(MatMul(), [2, 2, 3], [3, 4]), Example(MatMul(), [2, 3], [2, 3, 4]),
    Example(MatMul(transposeB: true), [2, 2, 3], [4, 3]),
    Example(MatMul(transposeA: true), [2, 3, 2], [2, 3, 4]),
  ]

  private static let decompositions: [Example] = [
    Example(EigenDecomposition(), [4, 4], matrix: .symmetric),
    Example(EigenDecomposition(), [2, 3, 3], matrix: .symmetric),
    Example(SingularValueDecomposition(), [3, 3], matrix: .regular),
    Example(SingularValueDecomposition(), [4, 2]), Example(SingularValueDecomposition(), [2, 4]),
    Example(SingularValueDecomposition(), [2, 3, 2]), Example(QRDecomposition(), [3, 3]),
    Example(QRDecomposition(), [4, 2]), Example(QRDecomposition(), [2, 3, 2]),
    Example(Cholesky(), [3, 3], matrix: .definite),
    Example(Cholesky(), [2, 3, 3], matrix: .definite),
    Example(Solve(), [3, 3], [3, 2], matrix: .regular),
    Example(Solve(transposed: true), [3, 3], [3, 2], matrix: .regular),
    Example(Solve(), [2, 3, 3], [2, 3, 1], matrix: .regular),
    Example(Solve(triangle: .lower), [3, 3], [3, 2], matrix: .regular),
    Example(Solve(triangle: .upper), [3, 3], [3, 2], matrix: .regular),
    Example(Solve(triangle: .lower, transposed: true), [2, 3, 3], [2, 3, 2], matrix: .regular),
    Example(Solve(triangle: .upper, transposed: true), [3, 3], [3, 2], matrix: .regular),
  ]

  /// Single numbers, dimensions of size 1 and of size 0.
  private static let edges: [Example] = [
    Example(HyperbolicTangent(), []), Example(Exponential(), [1]), Example(Square(), [0]),
    Example(Negate(), [2, 0]), Example(Cast(dtype: .float64), [0]), Example(Add(), [], []),
    Example(Add(), [1, 1], [1, 1]), Example(Multiply(), [0, 3], [0, 3]),
    Example(Divide(), [1], [1], domain: 0.5...2), Example(Maximum(), [0], [0]),
    Example(Compare(relation: .gt), [], []), Example(Select(), [1], [1], [1]),
    Example(Select(), [0], [0], [0]), Example(Clamp(low: 0, high: 1), [1, 3]),
    Example(Reshape(shape: shape(0, 5)), [3, 0]), Example(Reshape(shape: shape()), [1, 1]),
    Example(Broadcast(shape: shape(0)), [1]), Example(Broadcast(shape: shape(2, 0, 3)), [1, 3]),
    Example(Broadcast(shape: shape(1, 1)), []), Example(Broadcast(shape: shape(2, 3)), [1, 1]),
    Example(Transpose(order: [1, 0]), [0, 3]), Example(Transpose(order: [2, 0, 1]), [1, 3, 1]),
    Example(Slice(first: [1, 2], shape: shape(2, 0)), [4, 3]),
    Example(Slice(first: [0, 0], shape: shape(1, 1)), [1, 1]),
    Example(Pad(first: [1, 0], shape: shape(3, 2)), [0, 2]),
    Example(Pad(first: [0], shape: shape(1)), [1]), Example(Concat(dimension: 1), [2, 0], [2, 3]),
    Example(Concat(dimension: 0), [1]),
    Example(Gather(dimension: 0), [4, 2], [0], indices: [1: 4]),
    Example(Gather(dimension: 1), [0, 4], [3], indices: [1: 4]),
    Example(ScatterAdd(dimension: 0, size: 4), [0, 2], [0], indices: [1: 4]),
    Example(GatherAlong(dimension: 0), [1], [1], indices: [1: 1]),
    Example(GatherAlong(dimension: 1), [2, 3], [2, 0], indices: [1: 3]),
    Example(ScatterAddAlong(dimension: 0, size: 3), [0, 2], [0, 2], indices: [1: 3]),
    Example(ReduceSum(range: 1..<2), [2, 0, 3]), Example(ReduceSum(range: 0..<1), [2, 0]),
    Example(ReduceSum(range: 0..<0), [3]), Example(ReduceSum(range: 0..<3), [1, 1, 1]),
    Example(ReduceProduct(range: 0..<1), [0, 2]), Example(ReduceProduct(range: 0..<2), [1, 1]),
    Example(ReduceMax(range: 1..<2), [0, 3]), Example(ReduceMax(range: 0..<2), [1, 1]),
    Example(ReduceMin(range: 1..<3), [2, 1, 3]), Example(ReduceMin(range: 0..<1), [3, 0]),
    Example(LogSumExp(range: 1..<2), [0, 3]), Example(LogSumExp(range: 0..<1), [1]),
    Example(CumulativeSum(dimension: 0), [0]), Example(CumulativeSum(dimension: 1), [3, 1]),
    Example(ArgMax(dimension: 1), [0, 3]), Example(ArgMax(dimension: 0), [1]),
    Example(ArgSort(), [3, 0]), Example(ArgSort(), [1]),
    Example(ArgTop(count: 0), [3, 2]), Example(ArgTop(count: 1), [1]),
    Example(MatMul(), [1, 1], [1, 1]),
    Example(MatMul(), [2, 0], [0, 3]), Example(MatMul(), [0, 3], [3, 2]),
    Example(MatMul(transposeB: true), [2, 3], [0, 3]), Example(MatMul(), [0, 2, 3], [3, 4]),
    Example(MatMul(), [1, 1, 3], [1, 3, 1]), Example(EigenDecomposition(), [1, 1]),
    Example(EigenDecomposition(), [0, 0]), Example(SingularValueDecomposition(), [1, 1]),
    Example(SingularValueDecomposition(), [0, 2]), Example(QRDecomposition(), [1, 1]),
    Example(QRDecomposition(), [3, 0]), Example(Cholesky(), [1, 1], matrix: .definite),
    Example(Cholesky(), [0, 2, 2], matrix: .definite),
    Example(Solve(), [1, 1], [1, 1], matrix: .regular),
    Example(Solve(), [2, 2], [2, 0], matrix: .regular), Example(Solve(), [0, 0], [0, 2]),
  ]

  private static func window(_ size: Extent, _ stride: Extent, _ padding: Extent) -> Window {
    Window(size: size, stride: stride, padding: padding)
  }

  /// Convolutions with every kind of stride and padding, sizes of one, and no images at all.
  private static let images: [Example] = [
    Example(conv(1, 0), [2, 2, 4, 3], [3, 2, 2, 2]),
    Example(conv(2, 1), [1, 1, 5, 4], [2, 1, 3, 2]),
    Example(conv(1, 0), [2, 3, 2, 2], [2, 3, 1, 1]),
    Example(conv(3, 2), [1, 2, 1, 1], [1, 2, 2, 3]),
    Example(conv(2, 0), [0, 2, 3, 3], [1, 2, 2, 2]),
    Example(
      Convolution(stride: Extent(1, 2), padding: Extent(0, 1)), [2, 1, 3, 4], [2, 1, 2, 3]),
    Example(conv(1, 0), [2, 1, 2, 3, 3], [1, 2, 2, 2]),
    Example(conv(1, 1), [1, 2, 2, 2], [2, 2, 2, 2, 2]),
    Example(inputGradient(1, 0, 4), [2, 3, 3, 3], [3, 2, 2, 2]),
    Example(inputGradient(2, 1, 5), [1, 2, 3, 3], [2, 1, 3, 3]),
    Example(inputGradient(3, 0, 5), [1, 2, 2, 2], [2, 2, 1, 1]),
    Example(inputGradient(2, 0, 4), [2, 1, 2, 1, 1], [2, 2, 3, 3]),
    Example(weightGradient(1, 0, 2), [2, 2, 3, 3], [2, 3, 2, 2]),
    Example(weightGradient(2, 1, 3), [2, 1, 5, 5], [2, 2, 3, 3]),
    Example(weightGradient(1, 0, 1), [0, 2, 2, 2], [0, 1, 2, 2]),
    Example(weightGradient(1, 1, 2), [2, 1, 1, 2, 2], [1, 2, 3, 3]),
    Example(MaxPool(window: window(Extent(2), Extent(2), Extent(0))), [2, 4, 5]),
    Example(MaxPool(window: window(Extent(3, 2), Extent(1, 2), Extent(1))), [2, 1, 3, 4]),
    Example(
      MaxPoolScatter(window: window(Extent(3), Extent(2), Extent(1))), [2, 5, 4], [2, 3, 2]),
    Example(MaxPoolPick(window: window(Extent(3), Extent(2), Extent(1))), [2, 5, 4], [2, 5, 4]),
    Example(AveragePool(window: window(Extent(2), Extent(2), Extent(0))), [2, 4, 5]),
    Example(AveragePool(window: window(Extent(3, 2), Extent(1, 3), Extent(1))), [1, 3, 4]),
    Example(
      AveragePoolSpread(window: window(Extent(3), Extent(2), Extent(1)), size: Extent(5, 4)),
      [2, 3, 2]),
  ]

  private static func conv(_ stride: Int, _ padding: Int) -> Convolution {
    Convolution(stride: Extent(stride), padding: Extent(padding))
  }

  private static func inputGradient(
    _ stride: Int, _ padding: Int, _ size: Int
  ) -> ConvolutionInputGradient {
    ConvolutionInputGradient(
      stride: Extent(stride), padding: Extent(padding), size: Extent(size))
  }

  private static func weightGradient(
    _ stride: Int, _ padding: Int, _ kernel: Int
  ) -> ConvolutionWeightGradient {
    ConvolutionWeightGradient(
      stride: Extent(stride), padding: Extent(padding), kernel: Extent(kernel))
  }
}
