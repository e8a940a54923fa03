import LuaBridge
import Reachability

/// The options with which all functions that bound something are called.
func boundOptions(default domain: Domain) -> [Option] {
  [
    Option(
      "domain", .oneOf(Domain.available.map(\.rawValue)), default: .string(domain.rawValue),
      "How sets are carried."),
    Option(
      "slope", .oneOf(Slope.allCases.map(\.rawValue)), default: "minimax",
      "Lines of zonotopes for S-shaped activations: of the smallest error, or DeepZ's."),
    Option(
      "max_generators", .integer(1...),
      "Zonotopes with more are reduced, to no fewer than a layer has elements."),
  ]
}

extension ValueType {
  static var measure: ValueType { .oneOf(Measure.allCases.map(\.rawValue)) }
}

extension Call {
  /// What `boundOptions` declared.
  var boundOptions: BoundOptions {
    var options = BoundOptions(Domain(rawValue: string("domain")) ?? .interval)
    options.slope = Slope(rawValue: string("slope")) ?? .minimax
    options.maxGenerators = optionalInteger("max_generators")
    return options
  }

  func measure(_ name: String = "measure") -> Measure {
    Measure(rawValue: string(name)) ?? .logVolume
  }
}
