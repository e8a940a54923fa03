/// What a search by basin hopping is told.
///
/// All but `workers` decide what is found, and decide it to the last bit: they are the identity of
/// a run in an atlas.
public struct BasinHoppingOptions: Sendable, Equatable, Codable {
  /// Steps of each chain, after the quench of its start.
  public var steps = 100
  public var chains = 1
  /// In units of the energy; 0 accepts only what is not higher.
  public var temperature = 0.005
  /// First half-width of the uniform displacement of every coordinate; each chain adapts its own.
  public var stepSize = 1.0
  public var seed: UInt64 = 0
  /// The step size of a chain is adapted once in so many steps ...
  public var adaptationInterval = 50
  /// ... by this factor, up if more than the target was accepted and down otherwise.
  public var adaptationFactor = 0.9
  public var targetAcceptance = 0.5
  /// The adapted step size stays at or below this; nil for four times `stepSize`. Where minima lie
  /// closer together than the temperature everything is accepted, and only this keeps steps short.
  public var maximumStepSize: Double?
  /// How often a step draws one hidden unit anew instead of moving all coordinates.
  public var redrawProbability = 0.0
  /// Half-width of the uniform distribution of random starts and of units drawn anew.
  public var initialScale = 1.0
  /// Where all chains start; nil for a random start each.
  public var start: [Double]?
  /// Steps of each chain between two commits.
  public var batch = 10
  /// The descent: tolerance on max|g|, memory, limit on steps, longest step.
  public var tolerance = 1e-7
  public var memory = 10
  public var maximumQuenchSteps = 20_000
  public var maximumStepLength = 0.4
  /// Threads. They change the time a search takes, never its result.
  public var workers = 1

  public init() {}

  enum CodingKeys: String, CodingKey {
    case steps, chains, temperature, seed, batch, tolerance, memory, start
    case stepSize = "step_size"
    case maximumStepSize = "max_step_size"
    case adaptationInterval = "adaptation_interval"
    case adaptationFactor = "adaptation_factor"
    case targetAcceptance = "target_acceptance"
    case redrawProbability = "redraw_probability"
    case initialScale = "initial_scale"
    case maximumQuenchSteps = "max_quench_steps"
    case maximumStepLength = "max_step_length"
  }

  /// Throws `BasinHoppingError` for the first value out of range.
  public func validate(dimension: Int, units: Int) throws {
    func require(_ isValid: Bool, _ name: String, _ value: Any, _ allowed: String) throws {
      if !isValid {
        throw BasinHoppingError.invalidOption(name: name, value: "\(value)", allowed: allowed)
      }
    }
    func isPositive(_ value: Double) -> Bool { value > 0 && value.isFinite }
    let limit = 1 << 31
    try require((0..<limit).contains(steps), "steps", steps, "0 or more")
    try require((1..<1 << 20).contains(chains), "chains", chains, "1 to 1048575")
    try require(
      temperature >= 0 && temperature.isFinite, "temperature", temperature, "0 or more")
    try require(isPositive(stepSize), "step_size", stepSize, "a positive number")
    if let largest = maximumStepSize {
      try require(
        largest >= stepSize && largest.isFinite, "max_step_size", largest, "step_size or more")
    }
    try require(
      (1..<limit).contains(adaptationInterval), "adaptation_interval", adaptationInterval,
      "1 or more")
    try require(
      adaptationFactor > 0 && adaptationFactor <= 1, "adaptation_factor", adaptationFactor,
      "above 0, at most 1")
    try require(
      (0...1).contains(targetAcceptance), "target_acceptance", targetAcceptance, "0 to 1")
    try require(
      (0...1).contains(redrawProbability), "redraw_probability", redrawProbability, "0 to 1")
    try require(
      redrawProbability == 0 || units > 0, "redraw_probability", redrawProbability,
      "0 without hidden units")
    try require(isPositive(initialScale), "initial_scale", initialScale, "a positive number")
    try require((1..<limit).contains(batch), "batch", batch, "1 or more")
    try require((1...1024).contains(workers), "workers", workers, "1 to 1024")
    if let start {
      guard start.count == dimension else {
        throw BasinHoppingError.startDimension(expected: dimension, got: start.count)
      }
      try require(start.allSatisfy(\.isFinite), "start", "not finite", "finite numbers")
    }
    try quench().descent.validate()
  }

  /// `base` with the descent that these options ask for.
  func quench(base: QuenchOptions = QuenchOptions()) -> QuenchOptions {
    var options = base
    options.descent.tolerance = tolerance
    options.descent.memory = memory
    options.descent.maximumSteps = maximumQuenchSteps
    options.descent.maximumStepLength = maximumStepLength
    return options
  }
}

/// Why basin hopping could not begin.
public enum BasinHoppingError: Error, Equatable, CustomStringConvertible {
  case invalidOption(name: String, value: String, allowed: String)
  case startDimension(expected: Int, got: Int)

  public var description: String {
    switch self {
    case .invalidOption(let name, let value, let allowed):
      "basin hopping: option \(name) is \(value), allowed is \(allowed)"
    case .startDimension(let expected, let got):
      "basin hopping: the surface has \(expected) coordinates, the start has \(got)"
    }
  }
}
