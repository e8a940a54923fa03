import Reachability
import Settings
import Tensors

/// How large sets are: by a measure that has a name, or by a function of the sets.
public enum SensitivityMeasure: SettingConvertible {
  case named(Measure)
  case function(any SetFunction)

  public init?(setting: SettingValue) {
    switch setting {
    case .text(let name):
      guard let measure = Measure(rawValue: name) else { return nil }
      self = .named(measure)
    case .object(let function as any SetFunction): self = .function(function)
    default: return nil
    }
  }

  public var setting: SettingValue? {
    switch self {
    case .named(let measure): .text(measure.rawValue)
    case .function(let function): .object(function)
    }
  }

  public var named: Measure? { if case .named(let measure) = self { measure } else { nil } }

  /// One number for each row, [n].
  /// - Throws: a function whose result is neither that nor one number for all rows.
  func values(_ set: ReachableSet, for term: String) throws -> Value {
    let rows = try Shape([set.lower.shape.rank == 0 ? 1 : set.lower.shape[0]])
    switch self {
    case .named(let measure): return try measure(set)
    case .function(let function):
      let result = try function(set)
      if result.shape.count == 1 { return try result.reshaped(to: .scalar).expanded(to: rows) }
      guard result.shape == rows else {
        throw TensorError.shapes(
          operation: "\(term): the measure", got: [result.shape],
          expected: "one number for each of \(rows.count) rows, or one for all")
      }
      return result
    }
  }
}

/// A measure from outside, such as a function of a script: a number for each row of a set, or one for all.
public protocol SetFunction {
  func callAsFunction(_ set: ReachableSet) throws -> Value
}
