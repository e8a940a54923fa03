import Regions
import Tensors

/// The square attack in l2 and l1: what is perturbed is moved from window to window.
extension Square {
  /// The sample and a perturbation as long as the radius, in the range; in l1 the nearest point of ball and range.
  private func moved(
    _ perturbation: Value, _ problem: AttackProblem, _ grid: ImageGrid
  ) throws -> Value {
    let points = problem.x
    guard problem.ball.norm == .l2 else {
      return try problem.ball.project(points + grid.points(perturbation))
    }
    let length = try perturbation.norm([1, 2, 3], keep: true).maximum(1e-12)
    let whole = try perturbation / length * radius(problem, grid)
    return try clipped(points + grid.points(whole), problem)
  }

  /// In a shape that goes with images.
  private func radius(_ problem: AttackProblem, _ grid: ImageGrid) throws -> Value {
    let radius = try problem.ball.epsilon.cast(to: problem.x.dtype)
    return radius.shape.count == 1 ? radius : try grid.wide(radius)
  }

  /// Pyramids in all tiles of a five by five grid.
  func tiles(_ problem: AttackProblem, _ grid: ImageGrid) throws -> Value {
    let dtype = problem.x.dtype
    let width = max((grid.isLine ? grid.width : min(grid.height, grid.width)) / 5, 1)
    let height = grid.isLine ? 1 : width
    let (down, across) = (grid.height / height, grid.width / width)
    func places(_ size: Int, _ side: Int, _ shape: [Int]) throws -> Value {
      .tensor(try Tensor((0..<size).map { Double($0 % side) }, shape: Shape(shape), dtype: dtype))
    }
    let row = try places(grid.height, height, [1, 1, grid.height, 1])
    let column = try places(grid.width, width, [1, 1, 1, grid.width])
    // What is left over beside the tiles stays as it is.
    let mask =
      try grid.rows(dtype).less(than: Double(down * height))
      * grid.columns(dtype).less(than: Double(across * width))
    let pattern = try pattern(row, column, mask, problem, grid) { _ in (height, width) }
    let signs = try signs(problem, [grid.samples, grid.channels, down, across])
    func tile(_ size: Int, _ side: Int, _ count: Int) throws -> Value {
      .tensor(
        try Tensor(
          (0..<size).map { Int32(min($0 / side, count - 1)) }, shape: Shape([size])))
    }
    let spread = try signs.gathered(2, tile(grid.height, height, down))
      .gathered(3, tile(grid.width, width, across))
    return try moved(pattern * spread * radius(problem, grid), problem, grid)
  }

  /// What is perturbed in one window is put, with new pyramids, into another.
  func shifted(_ best: Value, _ problem: AttackProblem, _ grid: ImageGrid) throws -> Value {
    let sides = sides(grid, isOdd: true)
    let (target, source) = (
      try window(problem, grid, sides), try window(problem, grid, sides)
    )
    let pyramids = SquarePyramids(grid, problem.ball.norm)
    let step = try grid.images(best - problem.x)
    let either = try target.mask.maximum(source.mask)
    let signs = try signs(problem, [grid.samples, grid.channels, 1, 1])
    let mixed =
      try pattern(target.row, target.column, target.mask, problem, grid, sides) * signs
      + pyramids.unit(step * target.mask)
    // As long as what both windows held, and what the range had cut off of the whole.
    let held = try pyramids.length(step * either)
    let (radius, channels) = (try radius(problem, grid), Double(grid.channels))
    let length: Value
    if problem.ball.norm == .l1 {
      let left = try (radius - step.abs().sum([1, 2, 3], keep: true)).maximum(0)
      length = try left + held * channels
    } else {
      let left = try (radius.square() - step.square().sum([1, 2, 3], keep: true)).maximum(0)
      length = try (left / channels + held.square()).sqrt()
    }
    return try moved(step * (1 - either) + pyramids.unit(mixed) * length, problem, grid)
  }

  /// Pyramids, for each sample along its lines or across them.
  private func pattern(
    _ row: Value, _ column: Value, _ mask: Value, _ problem: AttackProblem, _ grid: ImageGrid,
    _ sides: @escaping @Sendable (Int) -> (Int, Int)
  ) throws -> Value {
    let dtype = problem.x.dtype
    let pyramids = SquarePyramids(grid, problem.ball.norm)
    func number(_ function: @escaping @Sendable (Int) -> Double) throws -> Value {
      try problem.clock.number(dtype, function)
    }
    guard !grid.isLine else {
      return try pyramids.pattern(
        along: column, across: row, mask: mask, sides: { (sides($0).1, sides($0).0) },
        number: number)
    }
    let shape = try Shape([grid.samples, 1, grid.height, grid.width])
    let (rows, columns) = (try row.expanded(to: shape), try column.expanded(to: shape))
    let turns = try problem.random.uniform(TensorType(Shape([grid.samples]), dtype))
    let isTurned = try grid.wide(turns.less(than: 0.5))
    return try pyramids.pattern(
      along: isTurned.select(columns, rows), across: isTurned.select(rows, columns),
      mask: mask.expanded(to: shape), sides: sides, number: number)
  }
}
