import Tensors

/// An attack whose start and step are given, such as functions of a script.
public struct CustomAttack: SteppedAttack, CustomStringConvertible {
  public typealias Start = (_ problem: AttackProblem) throws -> Value
  /// - Parameters:
  ///   - gradient: of pgd's objective at the points.
  ///   - index: of the step, from 0.
  public typealias Step = (
    _ problem: AttackProblem, _ points: Value, _ gradient: Value, _ index: Int
  ) throws -> Value

  public let name: String
  public let steps: Int
  public let restarts: Int
  private let begin: Start
  private let move: Step

  public init(
    _ name: String, steps: Int, restarts: Int = 1, start: @escaping Start, step: @escaping Step
  ) {
    self.name = name
    self.steps = steps
    self.restarts = restarts
    begin = start
    move = step
  }

  public func runs(classes: Int) -> Int { restarts }

  /// The functions may do other things at each step, and close over what changes.
  public var planIdentity: String? { nil }
  public var description: String { name }
  public var staysInside: Bool { false }

  public func start(_ problem: AttackProblem, after previous: [Value]?) throws -> [Value] {
    [try result(begin(problem), problem, "start")]
  }

  public func step(_ state: [Value], _ problem: AttackProblem) throws -> [Value] {
    let gradient = try problem.ascend(state[0]).gradient
    let moved = try move(problem, state[0], gradient, problem.clock.index ?? 0)
    return [try result(moved, problem, "step")]
  }

  /// - Throws: points of another shape than the samples.
  private func result(_ points: Value, _ problem: AttackProblem, _ what: String) throws -> Value {
    guard points.shape == problem.x.shape else {
      throw TensorError.shapes(
        operation: "\(what) of attack '\(name)'", got: [points.shape],
        expected: "points of the samples' shape \(problem.x.shape)")
    }
    return try points.cast(to: problem.x.dtype)
  }
}
