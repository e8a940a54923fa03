import Regions
import Settings
import Tensors

/// The square attack: a random search without gradients, which changes a window at a time and keeps what raises the
/// objective (Andriushchenko et al. 2020, algorithms 1 to 3). Windows lie in the last two dimensions, or in the one of
/// vectors.
public struct Square: DeclaredAttack, SteppedAttack, Defaulted {
  public var queries = 5000
  public var restarts = 1
  /// The part of the features that the first windows cover.
  public var share = 0.8
  public var loss = NamedObjective.margin

  public init() {}
  public init(
    queries: Int = 5000, restarts: Int = 1, share: Double = 0.8, loss: NamedObjective = .margin
  ) {
    self.queries = queries
    self.restarts = restarts
    self.share = share
    self.loss = loss
  }

  public static let about = About(
    "square",
    "A random search without gradients: changes of square windows, which are kept where they raise the loss.",
    source: "Andriushchenko et al. 2020, algorithms 1 to 3; l1: Croce & Hein 2021, Mind the box")
  public static let settings: [Setting<Square>] = [
    .integer("queries", \.queries, 1...1_000_000, "Changes that are tried."),
    .integer("restarts", \.restarts, 1...1_000_000, "Runs; the best point of all counts."),
    .number(
      "p_init", \.share, .closed(0...1),
      "The part of the features that the first windows cover; it shrinks."),
    .objective(\.loss),
  ]

  public var steps: Int { queries }
  public var objective: any Objective { loss }
  public func runs(classes: Int) -> Int { restarts }
  public var isBlind: Bool { true }
  public var endsUnevaluated: Bool { false }

  /// The best points so far, and their objective, [n].
  public func start(_ problem: AttackProblem, after previous: [Value]?) throws -> [Value] {
    let grid = ImageGrid(problem.x)
    let points =
      try problem.ball.norm == .linf ? stripes(problem, grid) : tiles(problem, grid)
    return [points, try problem.evaluate(points).objective]
  }

  public func step(_ state: [Value], _ problem: AttackProblem) throws -> [Value] {
    let (best, height) = (state[0], state[1])
    let grid = ImageGrid(best)
    let points =
      try problem.ball.norm == .linf
      ? colored(best, problem, grid) : shifted(best, problem, grid)
    let evaluation = try problem.evaluate(points)
    let isBetter = try evaluation.objective.greater(than: height).maximum(evaluation.isReached)
    return [
      try problem.select(isBetter, points, best),
      try isBetter.select(evaluation.objective, height),
    ]
  }

  /// -1 or 1 at random, [n, ...].
  func signs(_ problem: AttackProblem, _ sizes: [Int]) throws -> Value {
    let draw = try problem.random.uniform(TensorType(Shape(sizes), problem.x.dtype))
    return try draw.less(than: 0.5) * 2 - 1
  }

  func clipped(_ points: Value, _ problem: AttackProblem) throws -> Value {
    try problem.ball.clip?.apply(points) ?? points
  }

  /// The sides of the windows of a step: height and width.
  func sides(_ grid: ImageGrid, isOdd: Bool) -> @Sendable (Int) -> (Int, Int) {
    let (queries, share) = (queries, share)
    let (isLine, size) = (grid.isLine, grid)
    return { step in
      let side = SquareWindow.side(step: step, of: queries, share: share, size, isOdd: isOdd)
      return (isLine ? 1 : side, side)
    }
  }

  func window(
    _ problem: AttackProblem, _ grid: ImageGrid,
    _ sides: @escaping @Sendable (Int) -> (Int, Int)
  ) throws -> SquareWindow {
    let dtype = problem.x.dtype
    return try SquareWindow(
      height: problem.clock.number(dtype) { Double(sides($0).0) },
      width: problem.clock.number(dtype) { Double(sides($0).1) }, of: grid, problem.random, dtype)
  }

  // MARK: l-infinity

  /// Corners of the ball: each column as a whole goes up or down.
  private func stripes(_ problem: AttackProblem, _ grid: ImageGrid) throws -> Value {
    try corner(
      signs(problem, [grid.samples, grid.channels, 1, grid.width]), problem, grid)
  }

  /// A window of the best points, channel by channel, of one color.
  private func colored(
    _ best: Value, _ problem: AttackProblem, _ grid: ImageGrid
  ) throws -> Value {
    let window = try window(problem, grid, sides(grid, isOdd: false))
    let colors = try signs(problem, [grid.samples, grid.channels, 1, 1])
    return try grid.points(window.mask).select(corner(colors, problem, grid), best)
  }

  private func corner(
    _ signs: Value, _ problem: AttackProblem, _ grid: ImageGrid
  ) throws -> Value {
    let radius = try problem.ball.epsilon.cast(to: problem.x.dtype)
    return try clipped(problem.x + grid.points(signs) * radius, problem)
  }
}
