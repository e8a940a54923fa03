import Tensors

/// Which step an attack is at. In a plan that serves all steps the numbers that depend on it are inputs; where a
/// loss unrolls the attack they are constants.
public final class AttackClock {
  /// An input of a plan that follows from the step.
  struct Number: Hashable {
    /// Of those that were asked for.
    let order: Int
    let dtype: DType
  }

  /// The step from 0, where it is known; nil in a plan for all steps.
  public var index: Int? { time?.step }
  private let time: Time?
  /// How the numbers follow from the time, in the order in which they were asked for.
  private(set) var functions: [@Sendable (Time) -> Double] = []

  /// All counted from 0.
  public struct Time: Hashable, Sendable {
    public var step = 0
    /// Of the attack, or of a part of it.
    public var run = 0
    /// Of all parts.
    public var part = 0
  }

  /// - Parameter time: nil in a plan for all steps.
  init(_ time: Time? = nil) { self.time = time }

  /// A number that follows from the step, from 0, as a scalar.
  public func number(
    _ dtype: DType, _ function: @escaping @Sendable (_ step: Int) -> Double
  ) throws -> Value {
    try timed(dtype) { function($0.step) }
  }

  /// A number that follows from run and step.
  public func timed(
    _ dtype: DType, _ function: @escaping @Sendable (Time) -> Double
  ) throws -> Value {
    if let time { return try .scalar(function(time), dtype) }
    functions.append(function)
    let key = Number(order: functions.count - 1, dtype: dtype)
    guard let value = Trace.implicit(key, TensorType(.scalar, dtype)) else {
      throw TensorError.foreignTrace
    }
    return value
  }

  /// What tells the random numbers of steps, runs and parts apart; int32.
  func counter() throws -> Value {
    try timed(.int32) { time in
      Double((time.part << 8 + time.run) & 0x7ff) * 0x10_0000 + Double(time.step)
    }
  }
}
