/// What is known of a primitive as a function of real numbers. Abstract domains have a rule for each
/// case, not one for each primitive, and switch over all cases: the compiler names the domain that
/// lacks a rule.
public enum Traits: Sendable {
  public enum Direction: Sendable { case increasing, decreasing }

  /// Nothing from which bounds follow.
  case opaque
  /// Linear in all inputs together; lists of places among them are fixed.
  case linear(Linear)
  /// Linear in the first input and in the second, not in both together.
  case product(Product)
  /// The first input divided by the second.
  case quotient
  /// The first input to the power of the second.
  case power
  /// The first input chooses between the others, element by element.
  case selection
  /// Every output moves one way with each input, and is NaN where an input is.
  case monotone([Direction])
  /// The same by jumps; of NaN it is a number.
  case steps([Direction])
  /// A function of one number of which it is known how it bends.
  case curve(Curve, any Touchable)
  /// The cosine of the input plus a constant.
  case wave
  /// `low` below low, `high` above high, and the input between them.
  case saturating(low: Double, high: Double)
  /// The larger or the smaller of two numbers.
  case extreme(Extreme)
  /// The largest of some elements of the input.
  case largest(any Choosing)
  /// The logarithm of the sum of exponentials over neighbouring dimensions: convex, and rising with each element.
  case logSumExp(Range<Int>)
  /// Exponentials over neighbouring dimensions divided by their sum, or the logarithm of that: each output rises with
  /// its own element and falls with all others.
  case distribution(Shares)
  /// The smallest of some elements of the input: the negative of what this primitive gives of the
  /// negatives.
  case smallest(ofNegatives: any Choosing)
  /// The input, through which no derivative passes.
  case stopped
  /// The first input, which is known to within the second only.
  case inexact
}

extension Traits {
  /// Linear with coefficients of which none is negative.
  public static let positive = Traits.linear(Linear())

  /// Whether anything is known from which bounds follow.
  package var haveBounds: Bool {
    switch self {
    case .opaque, .inexact: false
    case .linear, .product, .quotient, .power, .selection, .monotone, .steps, .curve, .wave,
      .saturating, .extreme, .largest, .smallest, .logSumExp, .distribution, .stopped:
      true
    }
  }

  /// Whether the result may be a number although an operand is NaN.
  package var forgetsNaN: Bool {
    switch self {
    case .selection, .power, .steps: true
    case .opaque, .linear, .product, .quotient, .monotone, .curve, .wave, .saturating, .extreme,
      .largest, .smallest, .logSumExp, .distribution, .stopped, .inexact:
      false
    }
  }

  // MARK: - What a rule may ask of one case alone

  package var linear: Linear? { if case .linear(let linear) = self { linear } else { nil } }

  package var product: Product? { if case .product(let product) = self { product } else { nil } }

  package var extreme: Extreme? { if case .extreme(let extreme) = self { extreme } else { nil } }

  package var isQuotient: Bool { if case .quotient = self { true } else { false } }

  package var isSelection: Bool { if case .selection = self { true } else { false } }

  package var isRectifier: Bool { if case .curve(.rectifier, _) = self { true } else { false } }

  package var shares: Shares? { if case .distribution(let shares) = self { shares } else { nil } }

  package var isInexact: Bool { if case .inexact = self { true } else { false } }
}

extension Traits {
  /// What a softmax is taken over, and whether its logarithm is.
  public struct Shares: Sendable {
    public let range: Range<Int>
    public let areLogarithms: Bool

    public init(range: Range<Int>, areLogarithms: Bool) {
      self.range = range
      self.areLogarithms = areLogarithms
    }
  }

  /// The larger or the smaller of two numbers.
  public enum Extreme: Sendable { case largest, smallest }
}

// MARK: - Linear operations

extension Traits {
  /// An operation that is linear in all its inputs together.
  public struct Linear: Sendable {
    /// What else is known of it.
    public enum Form: Sendable {
      case general
      /// The input in another shape.
      case reshape
      /// The input, repeated.
      case spread
      /// Elements of the first input, from places in one dimension that the second holds.
      case picking(dimension: Int)
      /// Elements of the first input, added up at places that the second holds.
      case scattering
    }

    public let form: Form
    private let directions: [Traits.Direction]

    /// - Parameter directions: how the output moves with the first inputs; it rises with all others.
    public init(_ form: Form = .general, _ directions: [Traits.Direction] = []) {
      self.form = form
      self.directions = directions
    }

    package func direction(_ input: Int) -> Traits.Direction {
      input < directions.count ? directions[input] : .increasing
    }

    package var isReshape: Bool { if case .reshape = form { true } else { false } }

    package var isSpread: Bool { if case .spread = form { true } else { false } }

    /// The input that holds places.
    package var places: Int? {
      switch form {
      case .general, .reshape, .spread: nil
      case .picking, .scattering: 1
      }
    }
  }

}

extension Traits {
  /// An operation that is linear in each of two inputs.
  public enum Product: Sendable {
    /// Element by element.
    case numbers
    /// Of matrices, or of batches of them.
    case matrices(transposeA: Bool, transposeB: Bool)
    /// Of images with a weight.
    case convolution(stride: Extent, padding: Extent)
    case general

    /// For a product x B of rows x with a fixed matrix: B, [in, out]; nil for all else.
    package func matrix(_ inputs: [Value]) throws -> Value? {
      guard case .matrices(transposeA: false, let transposeB) = self, inputs[0].shape.rank == 2,
        inputs[1].shape.rank == 2
      else { return nil }
      return transposeB ? try inputs[1].transposed(0, 1) : inputs[1]
    }

    /// How a convolution moves over its images; nil for all else.
    package var convolution: (stride: Extent, padding: Extent)? {
      if case .convolution(let stride, let padding) = self { (stride, padding) } else { nil }
    }
  }
}
