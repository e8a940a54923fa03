/// Weights of linear functions, adding up to one, for which the lowest value of the weighted sum on the unit
/// cube is highest. Where that value is positive, some function is, wherever one looks: it is the dual of
/// min t with all functions <= t.
///
/// With s_i >= 0 and s_i >= -(slope i of the sum), the sum of constants less that of all s_i is the lowest
/// value. Dantzig's simplex method begins with one function alone, stops in time, and is right to rounding
/// at best: the sum of any weights is a bound, which whoever uses it evaluates anew.
package struct HighestSum {
  private let functions: Int
  private let inputs: Int
  /// Rows of equations: one for each input, and that of the weights; below them the objective. Columns:
  /// weights, s, what s_i exceeds the slope by, and the right-hand side.
  private var table: [Double]
  private let columns: Int
  private var basis: [Int]

  private static let steps = 64
  private static let least = 1e-11

  /// - Parameters:
  ///   - constants: values at the origin.
  ///   - slopes: [functions * inputs].
  ///   - first: the function to begin with.
  package init(constants: [Double], slopes: [Double], first: Int) {
    functions = constants.count
    inputs = slopes.count / max(functions, 1)
    columns = functions + 2 * inputs + 1
    table = [Double](repeating: 0, count: (inputs + 2) * columns)
    basis = [Int](repeating: first, count: inputs + 1)
    let (sum, goal) = (inputs * columns, (inputs + 1) * columns)
    for k in 0..<functions {
      table[sum + k] = 1
      table[goal + k] = constants[k] - constants[first]
    }
    table[sum + columns - 1] = 1
    for i in 0..<inputs {
      let row = i * columns
      // Of the two that make up the slope of the first function one is in the basis.
      let own = slopes[first * inputs + i]
      let sign: Double = own > 0 ? -1 : 1
      for k in 0..<functions { table[row + k] = sign * (slopes[k * inputs + i] - own) }
      table[row + functions + i] = sign
      table[row + functions + inputs + i] = -sign
      table[row + columns - 1] = abs(own)
      basis[i] = functions + i + (own > 0 ? inputs : 0)
      if own > 0 {
        table[goal + functions + i] = -1
      } else {
        for j in 0..<columns where j < functions || j == functions + inputs + i {
          table[goal + j] += table[row + j]
        }
      }
    }
  }

  /// The weights.
  package mutating func callAsFunction() -> [Double] {
    for _ in 0..<HighestSum.steps {
      guard let entering = entering(), let leaving = leaving(entering) else { break }
      pivot(leaving, entering)
    }
    var weights = [Double](repeating: 0, count: functions)
    for (row, variable) in basis.enumerated() where variable < functions {
      weights[variable] = max(table[row * columns + columns - 1], 0)
    }
    return weights
  }

  /// Where in the unit cube the sum is lowest, once the weights are known: of the many such places the one where no
  /// function is larger than the sum.
  package var place: [Double] {
    let goal = (inputs + 1) * columns
    return (0..<inputs).map { min(max(-table[goal + functions + inputs + $0], 0), 1) }
  }

  private func entering() -> Int? {
    let goal = (inputs + 1) * columns
    let best = (0..<columns - 1).max { table[goal + $0] < table[goal + $1] }
    return best.flatMap { table[goal + $0] > HighestSum.least ? $0 : nil }
  }

  private func leaving(_ entering: Int) -> Int? {
    var (best, least) = (-1, Double.infinity)
    for row in 0...inputs {
      let element = table[row * columns + entering]
      guard element > HighestSum.least else { continue }
      let ratio = table[row * columns + columns - 1] / element
      if ratio < least { (best, least) = (row, ratio) }
    }
    return best < 0 ? nil : best
  }

  private mutating func pivot(_ leaving: Int, _ entering: Int) {
    let (columns, inputs) = (self.columns, self.inputs)
    table.withUnsafeMutableBufferPointer { table in
      let own = leaving * columns
      let scale = 1 / table[own + entering]
      for j in 0..<columns { table[own + j] *= scale }
      for row in 0...inputs + 1 where row != leaving {
        let factor = table[row * columns + entering]
        if factor == 0 { continue }
        for j in 0..<columns { table[row * columns + j] -= factor * table[own + j] }
      }
    }
    basis[leaving] = entering
  }
}
