/// Minima, the transition states between them, and what it would cost to try for more.
package struct ConnectionGraph {
  package private(set) var energies: [Int: Double] = [:]
  private var linked: [Int: Set<Int>] = [:]
  private var parents: [Int: Int] = [:]
  package private(set) var tries: [MinimumPair: Int] = [:]
  private var distances: [MinimumPair: Double] = [:]
  private let retries: Int
  private let distance: (Int, Int) throws -> Double

  /// Above so many minima only neighbours in energy are looked at.
  private static let all = 150
  private static let neighbours = 12

  package init(retries: Int, distance: @escaping (Int, Int) throws -> Double) {
    self.retries = retries
    self.distance = distance
  }

  // MARK: What is known

  package mutating func add(minimum id: Int, energy: Double) {
    guard energies[id] == nil else { return }
    energies[id] = energy
    parents[id] = id
    order = nil
  }

  package mutating func link(_ pair: MinimumPair) {
    guard pair.first != pair.second, energies[pair.first] != nil, energies[pair.second] != nil
    else { return }
    linked[pair.first, default: []].insert(pair.second)
    linked[pair.second, default: []].insert(pair.first)
    join(pair.first, pair.second)
  }

  private mutating func join(_ one: Int, _ other: Int) {
    let (a, b) = (root(one), root(other))
    if a != b { parents[max(a, b)] = min(a, b) }
  }

  package mutating func count(try pair: MinimumPair, times: Int = 1) {
    tries[pair, default: 0] += times
  }

  /// Minima that had the first numbers have the second ones.
  package mutating func renumber(_ numbers: [Int: Int]) {
    func again(_ id: Int) -> Int { numbers[id] ?? id }
    func again(_ pair: MinimumPair) -> MinimumPair {
      MinimumPair(again(pair.first), again(pair.second))
    }
    energies = Dictionary(energies.map { (again($0.key), $0.value) }) { $1 }
    linked = Dictionary(linked.map { (again($0.key), Set($0.value.map(again))) }) { $0.union($1) }
    tries = Dictionary(tries.map { (again($0.key), $0.value) }, uniquingKeysWith: +)
    distances = Dictionary(distances.map { (again($0.key), $0.value) }) { $1 }
    order = nil
    parents = Dictionary(uniqueKeysWithValues: energies.keys.map { ($0, $0) })
    for (id, others) in linked { for other in others { join(id, other) } }
  }

  package mutating func root(_ id: Int) -> Int {
    var (top, here) = (id, id)
    while let next = parents[top], next != top { top = next }
    while let next = parents[here], next != top {
      parents[here] = top
      here = next
    }
    return top
  }

  package func isLinked(_ a: Int, _ b: Int) -> Bool { linked[a]?.contains(b) ?? false }

  package mutating func components() -> Int { energies.keys.count { root($0) == $0 } }

  private var order: [Int]?

  /// In order of energy.
  package mutating func ascending() -> [Int] {
    if let order { return order }
    let sorted = energies.keys.sorted { (energies[$0] ?? 0, $0) < (energies[$1] ?? 0, $1) }
    order = sorted
    return sorted
  }

  // MARK: What is missing

  /// The pairs without a transition state on the shortest way between two minima: where a pair is linked it costs
  /// nothing, where it was tried too often it is closed, and otherwise it costs the square of the distance, more for each
  /// try (Carr, Trygubenko and Wales, J. Chem. Phys. 122, 2005). nil: there is no way left.
  package mutating func missing(from start: Int, to goal: Int) throws -> [MinimumPair]? {
    var costs: [Int: Double] = [start: 0]
    var came: [Int: Int] = [:]
    var done: Set<Int> = []
    var heap = CostHeap()
    heap.push(0, start)
    while let (cost, here) = heap.pop() {
      guard done.insert(here).inserted else { continue }
      if here == goal { break }
      for next in try candidates(of: here, goal) where !done.contains(next) {
        let pair = MinimumPair(here, next)
        let step: Double
        if isLinked(here, next) {
          step = 0
        } else {
          let tried = tries[pair] ?? 0
          guard tried < retries else { continue }
          let length = try length(pair)
          step = length * length * Double(1 + tried) + 1e-12
        }
        if cost + step < costs[next] ?? .infinity {
          costs[next] = cost + step
          came[next] = here
          heap.push(cost + step, next)
        }
      }
    }
    guard done.contains(goal) else { return nil }
    var (pairs, here): ([MinimumPair], Int) = ([], goal)
    while let before = came[here] {
      if !isLinked(before, here) { pairs.append(MinimumPair(before, here)) }
      here = before
    }
    return pairs
  }

  package mutating func length(_ pair: MinimumPair) throws -> Double {
    if let known = distances[pair] { return known }
    let length = try distance(pair.first, pair.second)
    distances[pair] = length
    return length
  }

  private mutating func candidates(of id: Int, _ goal: Int) throws -> [Int] {
    let sorted = ascending()
    guard sorted.count > ConnectionGraph.all else { return sorted.filter { $0 != id } }
    let near = Array(linked[id] ?? []).sorted()
    let place = sorted.firstIndex(of: id) ?? 0
    let low = max(0, place - ConnectionGraph.neighbours)
    let high = min(sorted.count, place + ConnectionGraph.neighbours + 1)
    // The lowest ones are near to many.
    let around = Array(sorted[low..<high]) + sorted.prefix(ConnectionGraph.neighbours) + [goal]
    return near + around.filter { $0 != id && !(linked[id]?.contains($0) ?? false) }
  }

  /// Minima in the order of how much lower the way to a deeper one could be: the height of their barrier over that of
  /// themselves above the lowest minimum (Strodel, Whittleston and Wales, J. Am. Chem. Soc. 129, 2007), each with the
  /// nearest deeper minimum behind it.
  package mutating func traps(_ links: [(energy: Double, pair: MinimumPair)]) throws
    -> [MinimumPair]
  {
    guard let lowest = ascending().first, let ground = energies[lowest] else { return [] }
    var bottoms = energies.reduce(into: [Int: Int]()) { $0[$1.key] = $1.key }
    var members = energies.reduce(into: [Int: [Int]]()) { $0[$1.key] = [$1.key] }
    var found: [(ratio: Double, pair: MinimumPair)] = []
    for link in links.sorted(by: { $0.energy < $1.energy }) {
      guard let a = bottoms[link.pair.first], let b = bottoms[link.pair.second], a != b else {
        continue
      }
      let isFirst = (energies[a] ?? 0, a) < (energies[b] ?? 0, b)
      let (deep, shallow) = isFirst ? (a, b) : (b, a)
      let deeper = (members[deep] ?? []).filter {
        (energies[$0] ?? 0) <= (energies[shallow] ?? 0) && !isLinked($0, shallow)
          && (tries[MinimumPair($0, shallow)] ?? 0) < retries
      }.prefix(40)
      if let near = try deeper.min(by: {
        try length(MinimumPair($0, shallow)) < length(MinimumPair($1, shallow))
      }) {
        let height = link.energy - (energies[shallow] ?? 0)
        let depth = max((energies[shallow] ?? 0) - ground, 1e-12)
        found.append((height / depth, MinimumPair(near, shallow)))
      }
      for id in members[shallow] ?? [] { bottoms[id] = deep }
      members[deep, default: []] += members[shallow] ?? []
      members[shallow] = nil
    }
    return found.sorted { ($0.ratio, $1.pair) > ($1.ratio, $0.pair) }.map(\.pair)
  }
}
