/// What is known of a primitive as a real function. Abstract domains have one rule per trait, not
/// one per primitive.
public struct Traits: Sendable {
  public enum Direction: Sendable { case increasing, decreasing }

  /// The curvature of a function of one number.
  public enum Curve: Sendable {
    case convex, concave
    /// Convex below zero and concave above it, with f'(x) even: tanh, sigmoid.
    case sShaped
  }

  /// Linear in all inputs together.
  public var isLinear = false
  /// Linear in the first input and in the second, not in both together.
  public var isProduct = false
  /// The direction in which every output moves with each input; nil if that is not the same
  /// everywhere.
  public var monotone: [Direction]?
  public var curve: Curve?
  /// Where a convex function of one number that falls and then rises has its minimum.
  public var lowest: Double?
  /// Falling on each side of zero, where it has a pole.
  public var hasPoleAtZero = false
  /// The cosine of the input plus a constant.
  public var isWave = false
  /// The first input to the power of the second.
  public var isPower = false
  /// The first input divided by the second.
  public var isQuotient = false
  /// The first input chooses between the others, element by element.
  public var isSelection = false

  public init() {}

  /// Whether anything is known from which bounds follow.
  public var haveBounds: Bool {
    monotone != nil || isProduct || lowest != nil || hasPoleAtZero || isWave || isPower
      || isQuotient
      || isSelection
  }

  /// Linear with coefficients of which none is negative.
  public static func positive(_ inputs: Int) -> Traits {
    var traits = Traits()
    traits.isLinear = true
    traits.monotone = Array(repeating: .increasing, count: inputs)
    return traits
  }

  public static func increasing(_ curve: Curve? = nil) -> Traits {
    var traits = Traits()
    traits.monotone = [.increasing]
    traits.curve = curve
    return traits
  }

  public static func monotone(_ directions: Direction..., linear: Bool = false) -> Traits {
    var traits = Traits()
    traits.monotone = directions
    traits.isLinear = linear
    return traits
  }

  public static func valley(at lowest: Double) -> Traits {
    var traits = Traits()
    traits.curve = .convex
    traits.lowest = lowest
    return traits
  }

  public static let wave: Traits = {
    var traits = Traits()
    traits.isWave = true
    return traits
  }()

  public static let power: Traits = {
    var traits = Traits()
    traits.isPower = true
    return traits
  }()

  public static let product: Traits = {
    var traits = Traits()
    traits.isProduct = true
    return traits
  }()
}
