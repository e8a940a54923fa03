/// The assignment problem: which column for which row, so that the sum of costs is least.
public enum Assignment {
  /// The column of each row, for a row-major n x n matrix of finite costs.
  ///
  /// The Hungarian method in its O(n^3) form: rows are added one by one along the shortest
  /// augmenting path, with dual prices for rows and columns (Jonker and Volgenant, Computing 38,
  /// 1987). Ties go to the lowest column.
  public static func solve(costs: [Double], size n: Int) -> [Int] {
    precondition(costs.count == n * n, "a square matrix of costs")
    guard n > 1 else { return Array(0..<n) }
    // Column n is where the row being added waits.
    var rowPrice = [Double](repeating: 0, count: n)
    var columnPrice = [Double](repeating: 0, count: n + 1)
    var rowOfColumn = [Int](repeating: -1, count: n + 1)
    var cameFrom = [Int](repeating: n, count: n)
    var slack = [Double](repeating: .infinity, count: n)
    var isInTree = [Bool](repeating: false, count: n + 1)

    for row in 0..<n {
      rowOfColumn[n] = row
      for column in 0..<n {
        slack[column] = .infinity
        isInTree[column] = false
      }
      isInTree[n] = false
      var current = n
      repeat {
        isInTree[current] = true
        let treeRow = rowOfColumn[current]
        var smallest = Double.infinity
        var next = -1
        for column in 0..<n where !isInTree[column] {
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
          if isInTree[column] {
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
    var columnOfRow = [Int](repeating: 0, count: n)
    for column in 0..<n { columnOfRow[rowOfColumn[column]] = column }
    return columnOfRow
  }
}
