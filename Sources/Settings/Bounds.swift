/// The numbers that an argument accepts. NaN is in no bounds but ``any``.
public struct Bounds: Equatable, Sendable {
  public var lower: Double
  public var upper: Double
  /// Whether `lower` itself is accepted.
  public var includesLower: Bool
  public var includesUpper: Bool

  public init(
    lower: Double, upper: Double, includesLower: Bool = true, includesUpper: Bool = true
  ) {
    self.lower = lower
    self.upper = upper
    self.includesLower = includesLower
    self.includesUpper = includesUpper
  }

  /// Every number, infinities and NaN included.
  public static let any = Bounds(lower: -.infinity, upper: .infinity)
  /// Every finite number.
  public static let finite = Bounds(
    lower: -.infinity, upper: .infinity, includesLower: false, includesUpper: false)
  /// Finite and > 0.
  public static let positive = above(0)
  /// Finite and >= 0.
  public static let nonNegative = atLeast(0)

  public static func above(_ bound: Double) -> Bounds {
    Bounds(lower: bound, upper: .infinity, includesLower: false, includesUpper: false)
  }
  public static func atLeast(_ bound: Double) -> Bounds {
    Bounds(lower: bound, upper: .infinity, includesUpper: false)
  }
  public static func below(_ bound: Double) -> Bounds {
    Bounds(lower: -.infinity, upper: bound, includesLower: false, includesUpper: false)
  }
  public static func atMost(_ bound: Double) -> Bounds {
    Bounds(lower: -.infinity, upper: bound, includesLower: false)
  }
  public static func closed(_ range: ClosedRange<Double>) -> Bounds {
    Bounds(lower: range.lowerBound, upper: range.upperBound)
  }
  /// Lower bound included, upper bound not.
  public static func halfOpen(_ range: Range<Double>) -> Bounds {
    Bounds(lower: range.lowerBound, upper: range.upperBound, includesUpper: false)
  }
  /// Neither bound included.
  public static func open(_ lower: Double, _ upper: Double) -> Bounds {
    Bounds(lower: lower, upper: upper, includesLower: false, includesUpper: false)
  }

  public func contains(_ value: Double) -> Bool {
    if self == .any { return true }
    return (includesLower ? value >= lower : value > lower)
      && (includesUpper ? value <= upper : value < upper)
  }

  /// `a number >= 0`, `a number > 0 and <= 1`.
  public var description: String {
    if self == .any { return "a number" }
    var conditions: [String] = []
    if lower > -.infinity {
      conditions.append((includesLower ? ">= " : "> ") + Bounds.shown(lower))
    }
    if upper < .infinity {
      conditions.append((includesUpper ? "<= " : "< ") + Bounds.shown(upper))
    }
    let kind = conditions.isEmpty ? "a finite number" : "a number"
    return ([kind] + [conditions.joined(separator: " and ")]).filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  /// Whole numbers without a fraction.
  package static func shown(_ value: Double) -> String {
    // A NaN has no sign that anybody meant.
    if value.isNaN { return "nan" }
    if abs(value) < 1e12, let integer = Int(exactly: value) { return String(integer) }
    return "\(value)"
  }
}
