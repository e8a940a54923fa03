/// How far the computed result of an operation can be from the exact one, for exact inputs.
package enum Rounding {
  /// Not at all: elements are moved, chosen or compared.
  case none
  /// By so many units in the last place of the result.
  case result(Double)
  /// By so many unit roundoffs times what the operation gives for the magnitudes of its inputs: a sum of
  /// that many terms, in any order (Higham 2002, section 3.1). Of a product it is the longer of the sums
  /// that it and its derivative take.
  case sum(Int)
}

extension DType {
  /// The largest relative error of one rounding: 2^-24 or 2^-53.
  package var unitRoundoff: Double { self == .float64 ? 0x1p-53 : 0x1p-24 }
}

extension Primitive {
  /// - Parameters:
  ///   - inputs: types of the operands.
  package func rounding(_ inputs: [TensorType]) -> Rounding {
    // Whole numbers are exact, and so is what they and single precision become in double precision.
    if let output = try? type(of: inputs),
      !output.dtype.isFloat || self is Cast && output.dtype == .float64
    {
      return .none
    }
    switch self {
    case is ReLU, is Absolute, is Negate, is Clamp, is Maximum, is Minimum, is Sign, is Compare,
      is Select, is WholeNumbers, is StopGradient, is Identity, is Inexact, is Reshape,
      is Transpose, is Broadcast, is Slice,
      is Pad,
      is Concat, is Gather, is GatherAlong, is ReduceMax, is ReduceMin, is MaxPool, is ArgMax,
      is ArgSort:
      return .none
    case is Cast:
      return .result(1)
    case is Add, is Subtract, is Multiply, is Divide, is ChainProduct, is SmoothChainProduct,
      is ChainQuotient,
      is Square, is SquareRoot, is RootOfSquares, is Reciprocal:
      return .result(1)
    case is any Elementwise:
      // Functions are computed to 4 units.
      return .result(4)
    default:
      guard let output = try? type(of: inputs) else { return .sum(1 << 20) }
      // What is summed for one element is no more than what all operands hold.
      let terms = inputs.map(\.shape.count).max() ?? 1
      if let product = self as? MatMul, let sizes = try? product.geometry(inputs.map(\.shape)) {
        return .sum(max(sizes.k, sizes.n, sizes.m))
      }
      if self is any ConvolutionPrimitive {
        let weight = inputs[1].shape
        let kernel = Extent(lastOf: weight)
        return .sum(
          max(weight[weight.rank - 4], weight[weight.rank - 3]) * kernel.height * kernel.width)
      }
      if let pool = self as? any PoolingPrimitive {
        return .sum(pool.window.size.height * pool.window.size.width + 1)
      }
      return .sum(self is any Reduction ? terms / max(output.shape.count, 1) : terms)
    }
  }
}
