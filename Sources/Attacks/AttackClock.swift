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
  public let index: Int?
  private let restart: Int
  /// How the numbers follow from the step, in the order in which they were asked for.
  private(set) var functions: [@Sendable (_ restart: Int, _ index: Int) -> Double] = []

  /// Of a plan for all steps.
  init() { (index, restart) = (nil, 0) }

  init(index: Int, restart: Int) {
    self.index = index
    self.restart = restart
  }

  /// A number that follows from the step, from 0, as a scalar.
  public func number(
    _ dtype: DType, _ function: @escaping @Sendable (Int) -> Double
  ) throws -> Value {
    try number(dtype) { _, index in function(index) }
  }

  private func number(
    _ dtype: DType, of function: @escaping @Sendable (_ restart: Int, _ index: Int) -> Double
  ) throws -> Value {
    if let index { return try .scalar(function(restart, index), dtype) }
    functions.append(function)
    let key = Number(order: functions.count - 1, dtype: dtype)
    guard let value = Trace.implicit(key, TensorType(.scalar, dtype)) else {
      throw TensorError.foreignTrace
    }
    return value
  }

  /// What tells the random numbers of steps and restarts apart; int32.
  func counter() throws -> Value {
    try number(.int32) { restart, index in Double(restart & 0x7ff) * 0x10_0000 + Double(index) }
  }
}
