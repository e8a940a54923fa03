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
    Option(
      "iterations", .integer(1...), default: 20, "Steps in which alpha_crown optimizes its lines."),
    Option(
      "of", .list(of: .oneOf(Domain.available.filter { $0 != .intersection }.map(\.rawValue))),
      "The domains of an intersection; interval, zonotope and crown unless given."),
    Option(
      "sound", .boolean, default: false,
      "Widen bounds by all that rounding can do: they hold in exact arithmetic."),
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
    options.iterations = integer("iterations")
    options.isSound = boolean("sound")
    if has("of") { options.parts = strings("of").compactMap(Domain.init(rawValue:)) }
    return options
  }

  func measure(_ name: String = "measure") -> Measure {
    Measure(rawValue: string(name)) ?? .logVolume
  }
}
