/// Points in order of their cost; equals in order of their numbers.
struct CostHeap {
  private var items: [(cost: Double, id: Int)] = []

  private func isLower(_ a: Int, _ b: Int) -> Bool {
    (items[a].cost, items[a].id) < (items[b].cost, items[b].id)
  }

  mutating func push(_ cost: Double, _ id: Int) {
    items.append((cost, id))
    var here = items.count - 1
    while here > 0, isLower(here, (here - 1) / 2) {
      items.swapAt(here, (here - 1) / 2)
      here = (here - 1) / 2
    }
  }

  mutating func pop() -> (cost: Double, id: Int)? {
    guard let first = items.first else { return nil }
    let last = items.removeLast()
    guard !items.isEmpty else { return first }
    items[0] = last
    var here = 0
    while true {
      var least = here
      for child in [2 * here + 1, 2 * here + 2] where child < items.count && isLower(child, least) {
        least = child
      }
      if least == here { return first }
      items.swapAt(here, least)
      here = least
    }
  }
}
