import LuaBridge
import Reachability

/// The options with which all functions that bound something are called.
func boundOptions(default domain: Domain) -> [Option] {
  [
    Option(
      "domain", .oneOf(Domain.available.map(\.rawValue)), default: .string(domain.rawValue),
      "How sets are carried.")
  ]
}

extension ValueType {
  static var measure: ValueType { .oneOf(Measure.allCases.map(\.rawValue)) }
}

extension Call {
  /// What `boundOptions` declared.
  var boundOptions: BoundOptions {
    BoundOptions(Domain(rawValue: string("domain")) ?? .interval)
  }

  func measure(_ name: String = "measure") -> Measure {
    Measure(rawValue: string(name)) ?? .logVolume
  }
}
