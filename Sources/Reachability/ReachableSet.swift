import Settings
import Tensors

/// An over-approximation of the reachable outputs: a batch of sets, one a row, each in a box
/// [n, outputs], and of some domains a smaller set in it.
public struct ReachableSet {
  public let lower: Value
  public let upper: Value
  /// The name of the domain that found it.
  public let domain: String
  /// The set itself, where it is a zonotope: `lower` and `upper` are its hull.
  public let zonotope: (center: Value, generators: Value)?
  /// Whether the bounds are wider than the zonotope's hull, since absolute values are smoothed.
  var isSmooth = false
  /// The function at the middle of the set of inputs; see ``imageOfCenter()``.
  var ofCenter: (() throws -> Value)?

  public init(lower: Value, upper: Value, domain: String = IntervalDomain.about.name) {
    self.lower = lower
    self.upper = upper
    self.domain = domain
    zonotope = nil
  }

  /// {c + sum_j e_j G_j : |e_j| <= 1}.
  /// - Parameters:
  ///   - center: [n, outputs].
  ///   - generators: [n, generators, outputs].
  public init(
    lower: Value, upper: Value, center: Value, generators: Value,
    domain: String = ZonotopeDomain.about.name
  ) {
    self.lower = lower
    self.upper = upper
    self.domain = domain
    zonotope = (center, generators)
  }

  public var center: Value { get throws { try zonotope?.center ?? (lower + upper) * 0.5 } }
  public var radius: Value { get throws { try (upper - lower) * 0.5 } }
}

extension ReachableSet {
  /// What a set consists of, as plans have it in their outputs.
  enum Parts { case bounds, zonotope }

  var parts: Parts { zonotope == nil ? .bounds : .zonotope }

  var values: [Value] {
    [lower, upper] + (zonotope.map { [$0.center, $0.generators] } ?? [])
  }

  init(_ values: [Value], _ parts: Parts, domain: String) {
    switch parts {
    case .bounds: self.init(lower: values[0], upper: values[1], domain: domain)
    case .zonotope:
      self.init(
        lower: values[0], upper: values[1], center: values[2], generators: values[3],
        domain: domain)
    }
  }
}
