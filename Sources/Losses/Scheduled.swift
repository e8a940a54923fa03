import Settings
import Tensors

/// A number of a loss: always the same, or one of a schedule.
public enum Scheduled: Sendable, Equatable, CustomStringConvertible, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral
{
  case constant(Double)
  case schedule(Schedule)

  public init(floatLiteral value: Double) { self = .constant(value) }
  public init(integerLiteral value: Int) { self = .constant(Double(value)) }

  /// A scalar. In the plan of a training step a scheduled number is an implicit input: epochs change it
  /// without tracing or planning again.
  public func value(_ dtype: DType) throws -> Value {
    switch self {
    case .constant(let number): return try .scalar(number, dtype)
    case .schedule(let schedule):
      return try Trace.implicit(schedule, TensorType(.scalar, dtype))
        ?? .scalar(schedule.rest, dtype)
    }
  }

  /// The number in an epoch, from 1.
  public func number(epoch: Int) -> Double {
    switch self {
    case .constant(let number): number
    case .schedule(let schedule): schedule.value(epoch: epoch)
    }
  }

  func scaled(by factor: Double) -> Scheduled {
    switch self {
    case .constant(let number): .constant(number * factor)
    case .schedule(let schedule): .schedule(schedule.scaled(by: factor))
    }
  }

  /// The number, where it is one.
  public var constant: Double? { if case .constant(let number) = self { number } else { nil } }

  public var description: String {
    switch self {
    case .constant(let number): "\(number)"
    case .schedule(let schedule): schedule.description
    }
  }
}

extension Scheduled: SettingConvertible {
  public init?(setting: SettingValue) {
    if let number = Double(setting: setting) {
      self = .constant(number)
    } else if case .object(let schedule as Schedule) = setting {
      self = .schedule(schedule)
    } else {
      return nil
    }
  }

  public var setting: SettingValue? {
    switch self {
    case .constant(let number): .number(number)
    case .schedule(let schedule): .object(schedule)
    }
  }
}

extension Setting {
  /// A number, or a schedule that gives one for each epoch.
  public static func scheduled(
    _ key: String, _ path: WritableKeyPath<Owner, Scheduled> & Sendable, _ bounds: Bounds,
    required: Bool = false, _ summary: String
  ) -> Self {
    Self(key, path, .schedule(bounds), required: required, summary)
  }
}
