/// The lowest way between two minima: the transition states that it leads over, so that the highest of them is as low as
/// can be, and of those ways the one that does the same between every two minima on it.
package enum LowestPath {
  /// - Parameter links: all transition states.
  /// - Returns: in order from `start` to `goal`; nil: the two are not connected. Empty where they are one.
  package static func find(
    from start: Int, to goal: Int, _ links: [SaddleLink]
  ) -> [SaddleLink]? {
    guard start != goal else { return [] }
    // Kruskal's tree of the lowest links: the way in it is the lowest.
    var parents: [Int: Int] = [:]
    func root(_ id: Int) -> Int {
      var top = id
      while let next = parents[top], next != top { top = next }
      var here = id
      while let next = parents[here], next != top {
        parents[here] = top
        here = next
      }
      return top
    }
    var tree: [Int: [SaddleLink]] = [:]
    for link in links.sorted(by: { ($0.energy, $0.id) < ($1.energy, $1.id) }) {
      let (a, b) = (root(link.first), root(link.second))
      guard a != b else { continue }
      parents[a] = b
      tree[link.first, default: []].append(link)
      tree[link.second, default: []].append(link)
      if root(start) == root(goal) { break }
    }
    guard root(start) == root(goal) else { return nil }
    var came: [Int: SaddleLink] = [:]
    var queue = [start]
    var seen: Set<Int> = [start]
    while let here = queue.popLast(), here != goal {
      for link in tree[here] ?? [] {
        let next = link.first == here ? link.second : link.first
        if seen.insert(next).inserted {
          came[next] = link
          queue.append(next)
        }
      }
    }
    var (way, here): ([SaddleLink], Int) = ([], goal)
    while here != start, let link = came[here] {
      way.append(link)
      here = link.first == here ? link.second : link.first
    }
    return way.reversed()
  }
}
