import Tensors

/// The volume of a zonotope {c + sum_j e_j G_j : |e_j| <= 1} in d dimensions: 2^d times the sum of
/// |det G_S| over all choices S of d generators (Shephard 1974).
///
/// The determinants of all choices of k generators in the first k coordinates come from those of k - 1
/// by Laplace's expansion, without a division, so that everything can be differentiated.
public enum ExactVolume {
  /// The largest number of determinants of one row.
  public static let limit = 5_000_000
  /// Determinants that are computed together: rows of a batch are done in parts.
  private static let block = 2_000_000

  /// - Parameter generators: [n, generators, outputs].
  static func logarithm(_ generators: Value) throws -> Value {
    let scaled = try ScaledGenerators(generators)
    guard let known = generators.known, scaled.rows > 0 else {
      try check(scaled.count, scaled.outputs)
      return try scaled.absolute(relative(scaled.matrix))
    }
    let used = rowsByGenerators(known)
    let most = used.map(\.count).max() ?? 0
    try check(most, scaled.outputs)
    let step = max(1, block / max(1, Int(terms(most, scaled.outputs))))
    let parts = try stride(from: 0, to: scaled.rows, by: step).map { first in
      let rows = first..<min(first + step, scaled.rows)
      let width = rows.map { used[$0].count }.max() ?? 0
      return try relative(chosen(scaled.matrix.sliced(0, rows), used[rows], width))
    }
    return try scaled.absolute(.concatenated(parts, dimension: 0))
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
  private static func relative(_ matrix: Value) throws -> Value {
    let (rows, count, size) = (matrix.shape[0], matrix.shape[1], matrix.shape[2])
    guard size > 0, count >= size else {
      let none = size == 0 ? 0 : ScaledGenerators.smallest.logarithm
      return .tensor(try .full(none, shape: Shape([rows]), dtype: matrix.dtype))
    }
    func column(_ k: Int) throws -> Value {
      try matrix.sliced(2, k..<k + 1).reshaped(to: Shape([rows, count]))
    }
    var minors = try column(0)
    for k in 1..<max(size, 1) {
      let choices = Choices(of: k + 1, from: count)
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
    return try ScaledGenerators.logarithm(minors.abs().sum([1]))
  }

  private static func check(_ generators: Int, _ outputs: Int) throws {
    let terms = terms(generators, outputs)
    guard terms <= Double(limit) else {
      throw MeasureError.tooManyTerms(
        generators: generators, outputs: outputs, terms: terms, limit: limit)
    }
  }

  /// The largest number of determinants that are needed at once.
  private static func terms(_ generators: Int, _ outputs: Int) -> Double {
    guard outputs > 0, generators >= outputs else { return 1 }
    var (count, largest) = (1.0, 1.0)
    for k in 1...outputs {
      count = (count * Double(generators - k + 1) / Double(k)).rounded()
      largest = max(largest, count)
    }
    return largest
  }
}

/// All choices of k out of n numbers, in colexicographic order.
private struct Choices {
  private let size: Int
  /// k numbers a choice, increasing.
  private var members: [Int32] = []
  /// C(a, b) at [b][a].
  private let binomials: [[Int]]

  init(of size: Int, from count: Int) {
    self.size = size
    var table = [[Int](repeating: 1, count: count + 1)]
    for b in 1...size {
      var row = [Int](repeating: 0, count: count + 1)
      for a in stride(from: b, through: count, by: 1) { row[a] = row[a - 1] + table[b - 1][a - 1] }
      table.append(row)
    }
    binomials = table
    var choice = Array(0..<size)
    members.reserveCapacity(size * table[size][count])
    while true {
      for member in choice { members.append(Int32(member)) }
      // The first member that can move up; those before it start anew.
      var k = 0
      while k < size, choice[k] + 1 == (k + 1 < size ? choice[k + 1] : count) { k += 1 }
      guard k < size else { break }
      choice[k] += 1
      for j in 0..<k { choice[j] = j }
    }
  }

  /// Of every choice member p, and the place of the others among the choices of one less.
  func without(_ p: Int) throws -> (element: Value, rest: Value) {
    let count = members.count / size
    var elements = [Int32](repeating: 0, count: count)
    var places = [Int32](repeating: 0, count: count)
    for c in 0..<count {
      elements[c] = members[c * size + p]
      var place = 0
      for k in 0..<size where k != p {
        place += binomials[k < p ? k + 1 : k][Int(members[c * size + k])]
      }
      places[c] = Int32(place)
    }
    let shape = try Shape([count])
    return (.tensor(try Tensor(elements, shape: shape)), .tensor(try Tensor(places, shape: shape)))
  }
}
