import Settings

/// How one transition state is looked for, proved, and followed down.
public struct SaddleOptions: Sendable, Equatable {
  /// Steps of eigenvector following at most.
  public var maximumSteps = 200
  /// Longest step uphill, Euclidean.
  public var maximumStepLength = 0.3
  /// First step out of a bowl; each task draws its own from half to twice as long.
  public var activationStep = 0.1
  /// Steps out of a bowl at most.
  public var maximumActivation = 60
  /// Steps of the minimisation across the mode, for each step along it.
  public var relaxation = 8
  /// Newton's method takes over where max|g| is below this.
  public var newtonStart = 1e-2
  /// Longest step of a path down.
  public var pathStep = 0.5

  public init() {}
}

/// Options of a search that looks for transition states: how it does is the same in all of them.
public protocol SaddleSeeking: Quenching {
  var saddle: SaddleOptions { get set }
}

extension SaddleSeeking {
  /// The rows of the searches for single transition states.
  static var saddleSettings: [Setting<Self>] {
    [
      .integer(
        "max_saddle_steps", \Self.saddle.maximumSteps, 1...1_000_000,
        "Steps of eigenvector following at most."),
      .number("max_uphill_step", \Self.saddle.maximumStepLength, .positive, "Its longest step."),
      .number(
        "activation_step", \Self.saddle.activationStep, .positive,
        "First step out of a bowl, about."),
      .integer(
        "max_activation", \Self.saddle.maximumActivation, 0...1_000_000,
        "Steps out of a bowl at most."),
      .integer(
        "relaxation", \Self.saddle.relaxation, 1...1000,
        "Steps of the minimisation across the mode, for each step along it."),
      .number(
        "newton_start", \Self.saddle.newtonStart, .positive,
        "Newton's method takes over where max |gradient| is below this."),
      .number("path_step", \Self.saddle.pathStep, .positive, "Longest step of a path down."),
    ]
  }
}
