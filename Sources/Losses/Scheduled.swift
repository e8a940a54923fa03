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

  /// A scalar. In the plan of a training step a scheduled number is an input: epochs change it without
  /// tracing or planning again.
  public func value(_ dtype: DType) throws -> Value {
    switch self {
    case .constant(let number): return try .scalar(number, dtype)
    case .schedule(let schedule):
      if let inputs = ScheduleInputs.current { return inputs.value(of: schedule, dtype) }
      return try .scalar(schedule.rest, dtype)
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

/// The schedules that a function asks for while it is traced. Each becomes one more input of the trace,
/// behind those that it has; used by the thread that traces.
public final class ScheduleInputs: @unchecked Sendable {
  @TaskLocal public static var current: ScheduleInputs?

  public struct Input: Hashable, Sendable {
    public let schedule: Schedule
    public let dtype: DType
  }

  private let trace: Trace
  /// In the order of the inputs.
  public private(set) var inputs: [Input] = []
  private var values: [Input: Value] = [:]

  /// - Parameter trace: of the function, with its declared inputs.
  public init(_ trace: Trace) { self.trace = trace }

  func value(of schedule: Schedule, _ dtype: DType) -> Value {
    let input = Input(schedule: schedule, dtype: dtype)
    if let known = values[input] { return known }
    let value = trace.input(TensorType(.scalar, dtype))
    inputs.append(input)
    values[input] = value
    return value
  }
}
