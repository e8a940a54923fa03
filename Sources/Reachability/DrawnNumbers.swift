/// Numbers that a function draws anew in every call are not bounded: what holds for one draw does not for the
/// next. While a function is traced to be bounded, drawing is an error. A draw with a seed of its own gives
/// the same numbers in every call, and is a constant.
public enum DrawnNumbers {
  /// Whether a function is being traced to be bounded.
  @TaskLocal public static var areRefused = false

  /// What `body` gives, in which nothing may be drawn.
  public static func refused<Result>(_ body: () throws -> Result) rethrows -> Result {
    try $areRefused.withValue(true, operation: body)
  }

  /// - Throws: a function is being traced to be bounded.
  public static func check() throws {
    if areRefused { throw DrawnNumber() }
  }
}

/// A number that is drawn in a function that is bounded.
public struct DrawnNumber: Error, Equatable, CustomStringConvertible {
  public var description: String {
    "what is bounded draws random numbers anew in every call, and bounds would hold for one draw only; draw "
      + "them outside, give the draw a seed, or, where they are those of dropout, call net:eval_mode()"
  }
}
