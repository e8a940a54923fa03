/// Where the nodes of a tree stand from left to right: every leaf is 1 wide, a join stands in the middle of its leaves.
///
/// The lowest leaf of a subtree is as near its middle as can be: of all that meets its branch on the way up, the first
/// meeting stands innermost, and the widest first each goes to the side, left or right, where less stands already.
struct TreeLayout {
  /// The middle of each node's leaves.
  private(set) var x: [Double]
  /// How many leaves each node has.
  private(set) var width: [Int]
  /// The lowest leaf of each node.
  private(set) var lowest: [Int]
  /// How far a node's children lie below it at least: those that are joins.
  private(set) var drop: [Double]
  private let lowestOfAll: Int
  /// Children of each node, and the roots at last.
  private let children: Children

  /// Which children belong together, in one piece of memory.
  private struct Children {
    var starts: [Int]
    var nodes: [Int]

    subscript(node: Int) -> ArraySlice<Int> { nodes[starts[node]..<starts[node + 1]] }
  }

  /// - Parameters:
  ///   - energies: of leaves, then of joins.
  ///   - parents: later nodes, -1 for roots.
  init(energies: [Double], parents: [Int], leaves: Int) {
    let count = energies.count
    width = (0..<count).map { $0 < leaves ? 1 : 0 }
    lowest = (0..<count).map { $0 < leaves ? $0 : -1 }
    drop = [Double](repeating: .infinity, count: count)
    var starts = [Int](repeating: 0, count: count + 2)
    for node in 0..<count {
      let parent = parents[node] < 0 ? count : parents[node]
      starts[parent + 1] += 1
      guard parent < count else { continue }
      width[parent] += width[node]
      let best = lowest[parent]
      if best < 0 || energies[lowest[node]] < energies[best] { lowest[parent] = lowest[node] }
      if node >= leaves { drop[parent] = min(drop[parent], energies[parent] - energies[node]) }
    }
    for node in 0...count { starts[node + 1] += starts[node] }
    var nodes = [Int](repeating: 0, count: count)
    var place = starts
    for node in 0..<count {
      let parent = parents[node] < 0 ? count : parents[node]
      nodes[place[parent]] = node
      place[parent] += 1
    }
    children = Children(starts: starts, nodes: nodes)
    lowestOfAll =
      children[count].map { [lowest] in lowest[$0] }.min { energies[$0] < energies[$1] } ?? -1
    x = [Double](repeating: 0, count: count)

    let isLeft = sides(energies: energies, parents: parents)
    var left = [Int](repeating: 0, count: count)
    for node in stride(from: count, through: leaves, by: -1) {
      var start = node == count ? 0 : left[node]
      var end = node == count ? leaves : start + width[node]
      let best = node == count ? lowestOfAll : lowest[node]
      // The widest ones outside, and of those the highest.
      let row = children[node].sorted {
        (width[$1], energies[lowest[$1]]) < (width[$0], energies[lowest[$0]])
      }
      for child in row where lowest[child] != best {
        if isLeft[child] {
          left[child] = start
          start += width[child]
        } else {
          end -= width[child]
          left[child] = end
        }
      }
      for child in row where lowest[child] == best { left[child] = start }
    }
    for node in 0..<count { x[node] = Double(left[node]) + Double(width[node]) / 2 }
  }

  /// Of each node that is not on the branch of its parent's lowest leaf: whether it stands left of it.
  private func sides(energies: [Double], parents: [Int]) -> [Bool] {
    let count = energies.count
    let branches = (0..<count).map { parents[$0] < 0 ? lowestOfAll : lowest[parents[$0]] }
    let order = (0..<count).filter { lowest[$0] != branches[$0] }
      .sorted {
        (width[$1], parents[$1] < 0 ? count : parents[$1], energies[lowest[$1]])
          < (width[$0], parents[$0] < 0 ? count : parents[$0], energies[lowest[$0]])
      }
    var balance = [Int](repeating: 0, count: count)
    var isLeft = [Bool](repeating: false, count: count)
    for node in order {
      isLeft[node] = balance[branches[node]] <= 0
      balance[branches[node]] += isLeft[node] ? width[node] : -width[node]
    }
    return isLeft
  }

  /// The children of a node, or the roots.
  func children(of node: Int?) -> ArraySlice<Int> { children[node ?? width.count] }
}
