/// What domains that carry a batch of sets ask of an operation.
extension Primitive {
  /// Whether row k of the result, along the leading dimension, depends on row k alone of the inputs
  /// marked in `varying`; the others are the same for all rows.
  package func keepsRows(_ inputs: [TensorType], _ varying: [Bool]) -> Bool {
    guard let output = try? type(of: inputs), output.shape.rank > 0 else { return false }
    let shapes = inputs.map(\.shape)
    for (shape, varies) in zip(shapes, varying)
    where varies && (shape.rank == 0 || shape[0] != output.shape[0]) { return false }
    switch self {
    case is any Elementwise: return true
    case is Reshape: return true
    case is Broadcast: return shapes[0].rank == output.shape.rank
    case let transpose as Transpose: return transpose.order[0] == 0
    case let slice as Slice: return slice.first[0] == 0
    case let pad as Pad: return pad.first[0] == 0
    case let concat as Concat: return concat.dimension != 0
    case let gather as Gather: return gather.dimension != 0 && !varying[1]
    case let scatter as ScatterAdd: return scatter.dimension != 0 && !varying[1]
    case let gather as GatherAlong: return gather.dimension != 0
    case let scatter as ScatterAddAlong: return scatter.dimension != 0
    case let sum as CumulativeSum: return sum.dimension != 0
    case let sort as ArgSort:
      _ = sort
      return shapes[0].rank > 1
    case let best as ArgMax: return best.dimension != 0
    case let reduction as any Reduction:
      return reduction.range.lowerBound > 0 || reduction.range.isEmpty
    case let distribution as any Distribution: return distribution.range.lowerBound > 0
    case let product as MatMul:
      if zip(shapes, varying).allSatisfy({ !$1 || $0.rank == 3 }) { return true }
      return shapes[0].rank == 2 && shapes[1].rank == 2 && !varying[1] && !product.transposeA
    case is Convolution, is ConvolutionInputGradient:
      if zip(shapes, varying).allSatisfy({ !$1 || $0.rank == 5 }) { return true }
      return shapes[0].rank == 4 && shapes[1].rank == 4 && !varying[1]
    case is any PoolingPrimitive: return shapes[0].rank > 2
    default: return false
    }
  }

  /// The operation on one row of inputs, where it keeps rows apart: those that know the shape of their
  /// result know another.
  package var onOneRow: any Primitive {
    switch self {
    case let reshape as Reshape: Reshape(shape: reshape.shape.replacing(0, with: 1))
    case let broadcast as Broadcast: Broadcast(shape: broadcast.shape.replacing(0, with: 1))
    case let slice as Slice: Slice(first: slice.first, shape: slice.shape.replacing(0, with: 1))
    case let pad as Pad: Pad(first: pad.first, shape: pad.shape.replacing(0, with: 1))
    default: self
    }
  }

  /// Whether the leading dimension of an operand counts rows, in an operation that keeps rows apart.
  package func countsRows(_ operand: Int, _ inputs: [TensorType]) -> Bool {
    switch self {
    case is MatMul: inputs[operand].shape.rank == 3
    case is Convolution, is ConvolutionInputGradient: inputs[operand].shape.rank == 5
    case is Gather, is ScatterAdd: operand == 0
    default: true
    }
  }

  /// Whether the result is the input in another shape.
  package var isReshape: Bool { self is Reshape }

  /// How a convolution moves over its images; nil for all else.
  package var convolution: (stride: Extent, padding: Extent)? {
    (self as? Convolution).map { ($0.stride, $0.padding) }
  }

  /// Whether the result is the input, repeated.
  package var isBroadcast: Bool { self is Broadcast }

  /// For a product x B of rows x with a fixed matrix: B, [in, out]; nil for all else.
  package func matrix(_ inputs: [Value]) throws -> Value? {
    guard let product = self as? MatMul, !product.transposeA, inputs[0].shape.rank == 2,
      inputs[1].shape.rank == 2
    else { return nil }
    return product.transposeB ? try inputs[1].transposed(0, 1) : inputs[1]
  }
}
