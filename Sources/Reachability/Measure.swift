import Settings
import Tensors

/// How large a set is: one number for each row. Each measure has a file under `Volume`.
public enum Measure: String, CaseIterable, SettingConvertible, Sendable {
  /// The natural logarithm of the volume of the hull: the sum of log max(width, smallest normal number).
  case logVolume = "log_volume"
  /// The product of the widths. Under- and overflows in many dimensions; the logarithm does not.
  case volume
  /// The logarithm of `exactVolume`.
  case logExactVolume = "log_exact_volume"
  /// The volume of a zonotope, as a sum over all choices of as many generators as there are outputs.
  case exactVolume = "exact_volume"
  /// The logarithm of `volumeLower`.
  case logVolumeLower = "log_volume_lower"
  /// A number that the volume of a zonotope is not below.
  case volumeLower = "volume_lower"
  /// The logarithm of `volumeUpper`.
  case logVolumeUpper = "log_volume_upper"
  /// A number that the volume of a zonotope does not exceed.
  case volumeUpper = "volume_upper"
  /// The volume of a zonotope as sampling estimates it; `VolumeEstimate` has the standard error too.
  case estimateVolume = "estimate_volume"
  /// The geometric mean of the widths, volume^(1 / outputs).
  case geometricWidth = "geometric_width"
  case meanWidth = "mean_width"
  case maxWidth = "max_width"
  /// The mean width over the spread of the outputs at the middle of the set of inputs; see ``RelativeWidth``.
  case relativeWidth = "relative_width"
  /// The sum of |G_ij| over generators and outputs of a zonotope.
  case generatorSum = "generator_sum"

  /// Whether it is the logarithm of a volume, which has no lower bound.
  public var isLogarithm: Bool {
    switch self {
    case .logVolume, .logExactVolume, .logVolumeLower, .logVolumeUpper: true
    default: false
    }
  }

  /// Whether it has a derivative, as losses need.
  public var isDifferentiable: Bool { self != .estimateVolume }

  public func callAsFunction(_ set: ReachableSet) throws -> Value {
    switch self {
    case .logVolume: try HullVolume.logarithm(set.widths)
    case .volume: try HullVolume.logarithm(set.widths).exp()
    case .geometricWidth: try HullVolume.geometricWidth(set.widths)
    case .meanWidth: try set.widths.mean([1])
    case .maxWidth: try set.widths.max([1])
    case .relativeWidth: try RelativeWidth.value(set.widths, set.outputsOfCenter())
    case .generatorSum: try set.generatorSum()
    case .logExactVolume: try ExactVolume.relative(set.generators(for: self)).logarithm
    case .exactVolume: try ExactVolume.relative(set.generators(for: self)).volume
    case .logVolumeLower: try VolumeBracket.lower(set.generators(for: self)).logarithm
    case .volumeLower: try VolumeBracket.lower(set.generators(for: self)).volume
    case .logVolumeUpper: try VolumeBracket.upper(set.generators(for: self)).logarithm
    case .volumeUpper: try VolumeBracket.upper(set.generators(for: self)).volume
    case .estimateVolume: .tensor(try VolumeEstimate(set.generators(for: self)).value)
    }
  }
}

/// What can be wrong with a measure of a set.
public enum MeasureError: Error, Equatable, CustomStringConvertible {
  /// The set is no zonotope.
  case needsGenerators(measure: Measure, domain: String)
  /// The set does not know the function that it is the image of.
  case needsFunction(measure: Measure)
  case tooManyTerms(generators: Int, outputs: Int, terms: Double, limit: Int)

  public var description: String {
    switch self {
    case .needsGenerators(let measure, let domain):
      "the measure '\(measure.rawValue)' needs generators, which a set of the domain "
        + "'\(domain)' does not have; use the domain 'zonotope', or the measure 'log_volume'"
    case .needsFunction(let measure):
      "the measure '\(measure.rawValue)' needs what the function gives at the middle of the set of inputs, "
        + "and this set does not know its function"
    case .tooManyTerms(let generators, let outputs, let terms, let limit):
      "the exact volume of a zonotope with \(generators) generators in \(outputs) dimensions has "
        + "\(MeasureError.shown(terms)) terms, expected at most \(limit); use 'volume_lower', "
        + "'volume_upper' or 'estimate_volume'"
    }
  }

  /// A count as a whole number, or with an exponent where that is long.
  private static func shown(_ count: Double) -> String {
    count < 1e15 ? "\(Int(count))" : "\(count)"
  }
}

extension ReachableSet {
  private var rows: Int { lower.shape.rank == 0 ? 1 : lower.shape[0] }
  private var outputs: Int { lower.shape.count / max(rows, 1) }

  /// The sides of the hull, [n, outputs].
  var widths: Value {
    get throws { try (upper - lower).reshaped(to: Shape([rows, outputs])) }
  }

  /// The outputs at the middle of the set of inputs, [n, outputs].
  func outputsOfCenter() throws -> Value {
    guard let outputs = try imageOfCenter() else {
      throw MeasureError.needsFunction(measure: .relativeWidth)
    }
    return try outputs.reshaped(to: Shape([rows, self.outputs]))
  }

  /// The generators of a zonotope, [n, generators, outputs].
  func generators(for measure: Measure) throws -> Value {
    guard let generators = try generators() else {
      throw MeasureError.needsGenerators(measure: measure, domain: domain)
    }
    return generators
  }

  /// The same; nil where the set is no zonotope.
  func generators() throws -> Value? {
    guard let all = zonotope?.generators else { return nil }
    let count =
      all.shape.rank == lower.shape.rank + 1 && lower.shape.rank > 0
      ? all.shape[1] : all.shape[0]
    return try all.reshaped(to: Shape([rows, count, outputs]))
  }

  /// sum |G_jk|, [n], with smoothed absolute values where the bounds have them: half of the widths together.
  func generatorSum() throws -> Value {
    let generators = try generators(for: .generatorSum)
    return isSmooth ? try widths.sum([1]) * 0.5 : try generators.abs().sum([1, 2])
  }

  /// One number for each row.
  public func measured(_ measure: Measure) throws -> Value { try measure(self) }
}
