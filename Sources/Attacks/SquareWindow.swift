import Tensors

/// A window of an image at a random place, another for each sample.
struct SquareWindow {
  /// 1 inside and 0 elsewhere, [n, 1, height, width].
  let mask: Value
  /// Where a place is, from the window's first, [n, 1, height, 1] and [n, 1, 1, width].
  let row: Value
  let column: Value

  /// - Parameters:
  ///   - height, width: of the window, whole numbers of at least 1, as scalars.
  init(
    height: Value, width: Value, of grid: ImageGrid, _ random: RowRandom, _ dtype: DType
  ) throws {
    func offset(_ places: Value, _ size: Value, of whole: Int) throws -> Value {
      let room = try Double(whole) - size
      let draw = try random.uniform(TensorType(Shape([grid.samples]), dtype))
      // A product may be rounded to one place too many.
      let first = try (draw * (room + 1)).minimum(room).cast(to: .int32).cast(to: dtype)
      return try places - grid.wide(first)
    }
    row = try offset(grid.rows(dtype), height, of: grid.height)
    column = try offset(grid.columns(dtype), width, of: grid.width)
    func inside(_ offset: Value, _ size: Value) throws -> Value {
      try offset.greaterOrEqual(to: offset.filled(0)) * offset.less(than: size)
    }
    mask = try inside(row, height) * inside(column, width)
  }

  /// The side of the windows at a step: they cover a part of the image that shrinks as the search goes on (Andriushchenko
  /// et al. 2020, section 4.1, with the schedule of 10,000 queries stretched to those there are).
  /// - Parameters:
  ///   - share: the part at the beginning.
  ///   - isOdd: whether there must be a middle, and something around it.
  static func side(
    step: Int, of queries: Int, share: Double, _ grid: ImageGrid, isOdd: Bool
  ) -> Int {
    let time = Int(Double(step) / Double(queries) * 10_000)
    let halvings = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000].count { time > $0 }
    let part = share / Double(1 << halvings)
    let most = grid.isLine ? grid.width : min(grid.height, grid.width)
    let area = part * Double(grid.height * grid.width)
    var side = max(Int((grid.isLine ? area : area.squareRoot()).rounded()), 1)
    if isOdd { side = max(side, 3) | 1 }
    return min(side, most)
  }
}
