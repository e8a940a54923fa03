import Synchronization

/// The type of a tensor's elements.
public enum DType: String, Sendable, Hashable, CaseIterable {
  case float32, float64, int32

  private static let isDouble = Atomic<Bool>(false)

  /// The type of numbers whose type nobody names: float32. Float64 shows what is owed to rounding.
  public static var standard: DType {
    get { isDouble.load(ordering: .relaxed) ? .float64 : .float32 }
    set { isDouble.store(newValue == .float64, ordering: .relaxed) }
  }

  /// Bytes an element.
  public var size: Int { self == .float64 ? 8 : 4 }

  public var isFloat: Bool { self != .int32 }

  /// The type that a computation on two types is done in: a float beats an integer, double beats
  /// single.
  public static func promoted(_ a: DType, _ b: DType) -> DType {
    if a == b { return a }
    if a == .float64 || b == .float64 { return .float64 }
    return .float32
  }

  /// The type in which a tensor of this type meets single numbers: its own if it holds them. Beside whole
  /// numbers, fractions make it float32, and whole numbers that int32 does not hold float64.
  public func taking(_ numbers: some Sequence<Double>) -> DType {
    guard self == .int32 else { return self }
    var dtype = DType.int32
    for number in numbers where Int32(exactly: number) == nil {
      if !number.isFinite || number != number.rounded() { return .float32 }
      dtype = .float64
    }
    return dtype
  }
}
