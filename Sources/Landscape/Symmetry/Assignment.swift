/// The assignment problem: which column for which row, so that the sum of costs is least.
public enum Assignment {
  /// The column of each row, for a row-major n x n matrix of finite costs.
  public static func solve(costs: [Double], size n: Int) -> [Int] {
    precondition(costs.count == n * n, "a square matrix of costs")
    return [Int](unsafeUninitializedCapacity: n) { columns, count in
      costs.withUnsafeBufferPointer { costs in
        if let from = costs.baseAddress, let to = columns.baseAddress {
          solve(costs: from, size: n, columnOfRow: to)
        }
      }
      count = n
    }
  }

  /// The Hungarian method in its O(n^3) form: rows are added one by one along the shortest
  /// augmenting path, with dual prices for rows and columns (Jonker and Volgenant, Computing 38,
  /// 1987). Ties go to the lowest column.
  static func solve(
    costs: UnsafePointer<Double>, size n: Int, columnOfRow: UnsafeMutablePointer<Int>
  ) {
    if takeSmallest(costs, n, columnOfRow) { return }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * n + 1) { prices in
      withUnsafeTemporaryAllocation(of: Int.self, capacity: 3 * n + 2) { places in
        guard let prices = prices.baseAddress, let places = places.baseAddress else { return }
        prices.initialize(repeating: 0, count: 3 * n + 1)
        places.initialize(repeating: 0, count: 3 * n + 2)
        let (rowPrice, slack, columnPrice) = (prices, prices + n, prices + 2 * n)
        let (cameFrom, rowOfColumn, isInTree) = (places, places + n, places + 2 * n + 1)
        // Column n is where the row being added waits.
        for column in 0...n { rowOfColumn[column] = -1 }
        for row in 0..<n {
          rowOfColumn[n] = row
          // Costs that are not finite never set where a column came from: then it is from the row itself, so
          // that the path ends and the result is some assignment.
          for column in 0..<n {
            slack[column] = .infinity
            cameFrom[column] = n
          }
          for column in 0...n { isInTree[column] = 0 }
          var current = n
          repeat {
            isInTree[current] = 1
            let treeRow = rowOfColumn[current]
            var smallest = Double.infinity
            var next = -1
            for column in 0..<n where isInTree[column] == 0 {
              let reduced = costs[treeRow * n + column] - rowPrice[treeRow] - columnPrice[column]
              if reduced < slack[column] {
                slack[column] = reduced
                cameFrom[column] = current
              }
              if next < 0 || slack[column] < smallest {
                smallest = slack[column]
                next = column
              }
            }
            for column in 0...n {
              if isInTree[column] == 1 {
                rowPrice[rowOfColumn[column]] += smallest
                columnPrice[column] -= smallest
              } else {
                slack[column] -= smallest
              }
            }
            current = next
          } while rowOfColumn[current] >= 0
          // Shift the rows along the path that was found.
          while current != n {
            let previous = cameFrom[current]
            rowOfColumn[current] = rowOfColumn[previous]
            current = previous
          }
        }
        for column in 0..<n { columnOfRow[rowOfColumn[column]] = column }
      }
    }
  }

  /// The smallest cost of every row, if these lie in different columns: then nothing is better. So it is
  /// for copies.
  private static func takeSmallest(
    _ costs: UnsafePointer<Double>, _ n: Int, _ columnOfRow: UnsafeMutablePointer<Int>
  ) -> Bool {
    for row in 0..<n {
      var best = 0
      for column in 1..<max(n, 1) where costs[row * n + column] < costs[row * n + best] {
        best = column
      }
      for earlier in 0..<row where columnOfRow[earlier] == best { return false }
      columnOfRow[row] = best
    }
    return true
  }
}
