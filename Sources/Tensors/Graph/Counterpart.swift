/// What means the same in ONNX, with the settings that it takes. Formats read it here, so that a
/// primitive's names and settings are written once.
public enum Counterpart: Sendable {
  public enum Attribute: Sendable {
    case integer(String, Int)
    case number(String, Double)
    case integers(String, [Int])
  }

  /// Nothing does.
  case none
  /// An operator of the same operands, each in its own shape.
  case operation(String, [Attribute] = [])
  /// Arithmetic, whose operands spread to one shape by themselves.
  case arithmetic(String)
  /// A comparison with a truth value as result, or its opposite.
  case comparison(String, isNegated: Bool = false)
  /// The product of the input with itself.
  case square
  case clip(low: Double, high: Double)
  /// The type of the result says to what.
  case cast
  /// A choice between two operands by a truth value.
  case choice
  /// The input itself, which derivatives or bounds tell from it.
  case same
  case reshape(Shape)
  /// The input, repeated: operands of arithmetic are by themselves.
  case spread
  case slice(first: [Int], shape: Shape)
  case pad(first: [Int], shape: Shape)
  /// A sum over dimensions, which are an operand of the operator.
  case sum(Range<Int>)
  case reduction(String, Range<Int>)
  /// A function of lines along dimensions that keeps the shape.
  case distribution(String, Range<Int>)
  /// The place of an extreme element in a dimension.
  case place(String, dimension: Int)
  case runningSum(dimension: Int)
  case product(transposeA: Bool, transposeB: Bool)
  case pool(String, [Attribute] = [], size: Extent, stride: Extent, padding: Extent)
  /// A transposed convolution, whose images get a size that their places allow.
  case transposedConvolution(stride: Extent, padding: Extent, size: Extent)
}

extension [Counterpart.Attribute] {
  /// How a window moves over an image.
  package static func moves(stride: Extent, padding: Extent) -> Self {
    [
      .integers("strides", [stride.height, stride.width]),
      .integers("pads", [padding.height, padding.width, padding.height, padding.width]),
    ]
  }
}
