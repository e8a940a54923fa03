import Landscape
import Tensors
import Testing

@Suite struct MergeTreeTests {
  private func ancestors(_ node: Int, _ tree: MergeTree) -> [Int] {
    var line = [node]
    while let parent = tree.nodes[line[line.count - 1]].parent { line.append(parent) }
    return line
  }

  /// The energy at which two leaves meet.
  private func meeting(_ first: Int, _ second: Int, _ tree: MergeTree) -> Double {
    let line = ancestors(first, tree)
    let other = Set(ancestors(second, tree))
    return line.first { other.contains($0) }.map { tree.nodes[$0].energy } ?? .infinity
  }

  @Test func leavesMeetAtTheirBarriers() throws {
    for graph in RandomGraph.some(3) {
      let barriers = try graph.barriers()
      let tree = try MergeTree(barriers)
      #expect(tree.leaves == barriers.minima)
      #expect(tree.roots.count == barriers.components)
      for first in tree.leaves.indices {
        for second in tree.leaves.indices {
          let barrier = try barriers.barrier(tree.leaves[first].id, tree.leaves[second].id)
          #expect(meeting(first, second, tree) == barrier)
        }
      }
    }
  }

  @Test func nodesSayWhatIsBelowThem() throws {
    for graph in RandomGraph.some(4) {
      let tree = try MergeTree(graph.barriers())
      let saddles = Dictionary(uniqueKeysWithValues: graph.links.map { ($0.id, $0.energy) })
      for (number, node) in tree.nodes.enumerated() {
        let below = tree.leaves.indices.filter { ancestors($0, tree).contains(number) }
        #expect(node.leaves == below.count && node.lowest == below.min())
        let children = tree.nodes.indices.filter { tree.nodes[$0].parent == number }
        #expect(number < tree.leaves.count ? children.isEmpty : children.count >= 2)
        if let parent = node.parent {
          #expect(parent > number && tree.nodes[parent].energy >= node.energy)
          // Joins at one energy are one.
          if number >= tree.leaves.count { #expect(tree.nodes[parent].energy > node.energy) }
        }
        #expect((node.saddle == nil) == (number < tree.leaves.count))
        if let saddle = node.saddle { #expect(saddles[saddle] == node.energy) }
      }
      let joins = tree.nodes[tree.leaves.count...].map(\.energy)
      #expect(joins == joins.sorted())
      #expect(tree.roots.first == nil || tree.nodes[tree.roots[0]].lowest == 0)
    }
  }

  @Test func shallowMinimaAreLeftOut() throws {
    for graph in RandomGraph.some(5) {
      let barriers = try graph.barriers()
      var options = MergeTree.Options()
      options.minimumBarrier = 2
      let tree = try MergeTree(barriers, options)
      let deep = try PersistenceDiagram(barriers, least: 2)
      #expect(Set(tree.leaves.map(\.id)) == Set(deep.points.map(\.minimum)))
      // Those that are left still meet where they met.
      for first in tree.leaves.indices {
        for second in tree.leaves.indices where first != second {
          let barrier = try barriers.barrier(tree.leaves[first].id, tree.leaves[second].id)
          #expect(meeting(first, second, tree) == barrier)
        }
      }
    }
  }

  @Test func onlyWhatIsConnected() throws {
    for graph in RandomGraph.some(6) {
      let barriers = try graph.barriers()
      var options = MergeTree.Options()
      options.connected = true
      let tree = try MergeTree(barriers, options)
      #expect(tree.roots.count == (graph.minima.isEmpty ? 0 : 1))
      let ground = barriers.minima.first?.id
      let connected = try barriers.minima.filter {
        try barriers.barrier(ground ?? 0, $0.id) < .infinity
      }
      #expect(tree.leaves == connected)
    }
  }

  /// Joins are lifted, never lowered, by less than a level, and to few energies.
  @Test func levelsLiftJoins() throws {
    for graph in RandomGraph.some(7) {
      let barriers = try graph.barriers()
      guard let highest = barriers.mergers.last?.energy, let ground = barriers.minima.first?.energy
      else { continue }
      for levels in [1, 3, 10] {
        var options = MergeTree.Options()
        options.levels = levels
        let tree = try MergeTree(barriers, options)
        let step = (highest - ground) / Double(levels)
        // Joins at the lowest energy stay there.
        let joins = Set(tree.nodes[tree.leaves.count...].map(\.energy)).subtracting([ground])
        #expect(joins.count <= levels)
        for first in tree.leaves.indices {
          for second in tree.leaves.indices where first != second {
            let barrier = try barriers.barrier(tree.leaves[first].id, tree.leaves[second].id)
            let lifted = meeting(first, second, tree)
            if barrier == .infinity {
              #expect(lifted == .infinity)
            } else {
              #expect(lifted >= barrier && lifted < barrier + step * (1 + 1e-9))
            }
          }
        }
      }
    }
  }

  @Test func optionsAreChecked() throws {
    let barriers = try Barriers(SaddleGraph(minima: [], links: []))
    var options = MergeTree.Options()
    options.minimumBarrier = -1
    #expect(throws: TreeError.self) { try MergeTree(barriers, options) }
    options.minimumBarrier = .nan
    #expect(throws: TreeError.self) { try MergeTree(barriers, options) }
    options = MergeTree.Options()
    options.levels = 0
    #expect(throws: TreeError.self) { try MergeTree(barriers, options) }
    #expect(try MergeTree(barriers).nodes.isEmpty)
  }

  /// A million leaves, as one long chain and as a random graph: no recursion, and seconds.
  @Test(arguments: [true, false]) func aMillionLeaves(_ isChain: Bool) throws {
    let count = 1_000_000
    var random = CounterRandom(seed: 9)
    let minima = (1...count).map { Basin(id: $0, energy: random.uniform()) }
    var links: [SaddleLink] = []
    for number in 2...count {
      let other = isChain ? number - 1 : 1 + random.integer(below: number - 1)
      let ground = max(minima[number - 1].energy, minima[other - 1].energy)
      links.append(
        SaddleLink(
          id: count + number, energy: ground + random.uniform(), first: other, second: number))
    }
    let begin = ContinuousClock.now
    let barriers = try Barriers(SaddleGraph(minima: minima, links: links))
    let tree = try MergeTree(barriers)
    #expect(ContinuousClock.now - begin < .seconds(10))
    #expect(tree.roots.count == 1 && tree.nodes.count == 2 * count - 1)
    #expect(tree.nodes[tree.roots[0]].leaves == count)
    let highest = links.map(\.energy).max()
    #expect(tree.nodes[tree.roots[0]].energy == highest)
    // A million questions.
    var sum = 0.0
    for number in 2...count { sum += try barriers.barrier(number - 1, number) }
    #expect(sum > 0 && ContinuousClock.now - begin < .seconds(20))
  }
}
