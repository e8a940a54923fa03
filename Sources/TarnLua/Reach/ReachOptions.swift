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
  /// - Throws: if an option is given that the domain does not have.
  func boundOptions() throws -> BoundOptions {
    var options = BoundOptions(Domain(rawValue: string("domain")) ?? .interval)
    options.slope = Slope(rawValue: string("slope")) ?? .minimax
    options.maxGenerators = optionalInteger("max_generators")
    options.iterations = integer("iterations")
    options.isSound = boolean("sound")
    if has("of") { options.parts = strings("of").compactMap(Domain.init(rawValue:)) }
    if options.domain == .intersection, options.parts.isEmpty {
      throw MessageError("\(functionName): option 'of' names no domain")
    }
    try requireDomains(of: options)
    return options
  }

  /// Which domains have the options that not all have.
  private static let owners: [(option: String, domain: Domain)] = [
    ("slope", .zonotope), ("max_generators", .zonotope), ("iterations", .alphaCrown),
    ("of", .intersection),
  ]

  private func requireDomains(of options: BoundOptions) throws {
    let used = [options.domain] + (options.domain == .intersection ? options.parts : [])
    for (option, owner) in Call.owners where has(option) && !used.contains(owner) {
      let parts = options.parts.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
      let given =
        "\"\(options.domain.rawValue)\"" + (options.domain == .intersection ? " of \(parts)" : "")
      throw MessageError(
        "\(functionName): option '\(option)' belongs to the domain \"\(owner.rawValue)\", and the "
          + "domain is \(given)")
    }
  }

  func measure(_ name: String = "measure") -> Measure {
    Measure(rawValue: string(name)) ?? .logVolume
  }
}
