import Tensors

/// The volume of a zonotope {c + sum_j e_j G_j : |e_j| <= 1} in d dimensions: 2^d times the sum of
/// |det G_S| over all choices S of d generators (Shephard 1974).
///
/// The determinants of all choices of k generators in the first k coordinates come from those of k - 1
/// by Laplace's expansion, without a division, so that everything can be differentiated. Where there are
/// hardly more generators than dimensions, each determinant by itself is less work.
public enum ExactVolume {
  /// The largest number of determinants of one row.
  public static let limit = 5_000_000
  /// Determinants that are computed together: rows of a batch are done in parts.
  private static let block = 2_000_000

  /// - Parameter generators: [n, generators, outputs].
  static func relative(_ generators: Value) throws -> RelativeVolume {
    let scaled = try ScaledGenerators(generators)
    guard let known = try generators.known, scaled.rows > 0 else {
      let method = try Method(scaled.count, scaled.outputs)
      return RelativeVolume(scaled: scaled, relative: try logarithm(scaled.matrix, method))
    }
    let used = rowsByGenerators(known)
    let method = try Method(used.map(\.count).max() ?? 0, scaled.outputs)
    let step = max(1, block / max(1, Int(method.size)))
    let parts = try stride(from: 0, to: scaled.rows, by: step).map { first in
      let rows = first..<min(first + step, scaled.rows)
      let width = rows.map { used[$0].count }.max() ?? 0
      return try logarithm(chosen(scaled.matrix.sliced(0, rows), used[rows], width), method)
    }
    return RelativeVolume(scaled: scaled, relative: try .concatenated(parts, dimension: 0))
  }

  /// How the determinants are computed.
  private struct Method {
    let isSingly: Bool
    /// Numbers of one row that are held at once.
    let size: Double

    /// - Throws: there are too many, both ways.
    init(_ generators: Int, _ outputs: Int) throws {
      guard outputs > 0, generators >= outputs else {
        (isSingly, size) = (false, 1)
        return
      }
      // The largest number of minors that are needed at once, and the products of all.
      var (count, largest, products) = (1.0, 1.0, 0.0)
      for k in 1...outputs {
        count = (count * Double(generators - k + 1) / Double(k)).rounded()
        largest = max(largest, count)
        products += count * Double(k)
      }
      let elements = count * Double(outputs * outputs)
      let (minors, single) = (largest <= Double(limit), elements <= 8 * Double(limit))
      guard minors || single else {
        throw MeasureError.tooManyTerms(
          generators: generators, outputs: outputs, terms: largest, limit: limit)
      }
      isSingly = single && (!minors || elements * Double(outputs) < products)
      size = isSingly ? min(elements, Double(block)) : largest
    }
  }

  /// The generators of each row that are not zero.
  private static func rowsByGenerators(_ generators: Tensor) -> [[Int]] {
    let (count, size) = (generators.shape[1], generators.shape[2])
    return (0..<generators.shape[0]).map { row in
      (0..<count).filter { k in
        (0..<size).contains { generators[(row * count + k) * size + $0] != 0 }
      }
    }
  }

  /// These generators of each row, and zeros.
  private static func chosen(_ matrix: Value, _ lists: ArraySlice<[Int]>, _ width: Int) throws
    -> Value
  {
    let (rows, count, size) = (matrix.shape[0], matrix.shape[1], matrix.shape[2])
    guard lists.contains(where: { $0.count < count }) else { return matrix }
    // One more generator, which is zero, stands for those that a row does not have.
    let nothing = Value.tensor(
      try .full(0, shape: Shape([rows, 1, size]), dtype: matrix.dtype))
    let places = lists.flatMap { list in
      (0..<width).map { Int32($0 < list.count ? list[$0] : count) }.flatMap {
        Array(repeating: $0, count: size)
      }
    }
    return try Value.concatenated([matrix, nothing], dimension: 1)
      .gathered(along: 1, .tensor(Tensor(places, shape: Shape([rows, width, size]))))
  }

  /// The logarithm of sum |det G_S|, [n].
  private static func logarithm(_ matrix: Value, _ method: Method) throws -> Value {
    let (rows, count, size) = (matrix.shape[0], matrix.shape[1], matrix.shape[2])
    let nothing = Double(size) * ScaledGenerators.smallest.logarithm
    guard size > 0, count >= size else {
      return .tensor(try .full(nothing, shape: Shape([rows]), dtype: .float64))
    }
    guard !method.isSingly else { return try singly(matrix, nothing) }
    let sum = try minors(matrix).abs().sum([1])
    let isSome = try sum.greater(than: ScaledGenerators.smallest)
    return try isSome.select(ScaledGenerators.logarithm(sum), sum.filled(nothing))
  }

  /// The same, each determinant from a triangular factor. Its logarithms know no underflow.
  private static func singly(_ matrix: Value, _ nothing: Double) throws -> Value {
    let (rows, count, size) = (matrix.shape[0], matrix.shape[1], matrix.shape[2])
    let choices = Choices(of: size, from: count, isPlaced: false)
    let step = max(1, block / (size * size))
    let identity = Value.tensor(try .identity(size, dtype: .float64))
    let parts = try stride(from: 0, to: choices.count, by: step).map { first in
      let part = first..<min(first + step, choices.count)
      // Generators as columns, so that short ones do not suffer from long ones.
      let each = try matrix.gathered(1, choices.members(of: part))
        .reshaped(to: Shape([rows, part.count, size, size])).matrixTransposed()
      func diagonal(_ matrices: Value) throws -> Value {
        try (matrices.qrDecomposition().r * identity).sum([3]).abs()
      }
      // A singular matrix has no derivative here.
      let isRegular = try diagonal(each.stopGradient()).min([2])
        .greater(than: ScaledGenerators.smallest)
      let regular = try isRegular.reshaped(to: Shape([rows, part.count, 1, 1]))
        .expanded(to: each.shape).select(each, identity.expanded(to: each.shape))
      let logarithms = try diagonal(regular).log().sum([2])
      return try isRegular.select(logarithms, logarithms.filled(nothing))
    }
    let all = try Value.concatenated(parts, dimension: 1)
    let isNone = try all.stopGradient().max([1]).lessOrEqual(to: .scalar(nothing, .float64))
    let sum = try all.logSumExp([1])
    return try isNone.select(sum.filled(nothing), sum)
  }

  /// All determinants, [n, choices], by Laplace's expansion.
  private static func minors(_ matrix: Value) throws -> Value {
    let (rows, count, size) = (matrix.shape[0], matrix.shape[1], matrix.shape[2])
    func column(_ k: Int) throws -> Value {
      try matrix.sliced(2, k..<k + 1).reshaped(to: Shape([rows, count]))
    }
    var minors = try column(0)
    for k in 1..<max(size, 1) {
      let choices = Choices(of: k + 1, from: count, isPlaced: true)
      let entries = try column(k)
      var sum: Value?
      for p in 0...k {
        let (element, rest) = try choices.without(p)
        let term = try entries.gathered(1, element) * minors.gathered(1, rest)
        guard let known = sum else {
          sum = (p + k) % 2 == 0 ? term : try -term
          continue
        }
        sum = (p + k) % 2 == 0 ? try known + term : try known - term
      }
      minors = sum!
    }
    return minors
  }
}
