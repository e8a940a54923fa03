import Tensors

/// The tree of a landscape: which minima are connected below which energy. Drawn, it is a disconnectivity graph (Becker and
/// Karplus, J. Chem. Phys. 106, 1495 (1997)).
///
/// A leaf is a minimum, a join stands at the energy at which components of minima become connected, exactly: there are no
/// levels unless they are asked for. Where several components meet at one energy, one join has more than two children.
public struct MergeTree: Sendable {
  public struct Node: Sendable, Equatable {
    public var energy: Double
    /// nil at a root.
    public var parent: Int?
    /// Leaves below, itself included.
    public var leaves: Int
    /// Which of the leaves below is the lowest.
    public var lowest: Int
    /// The number of a transition state at this energy; nil for leaves.
    public var saddle: Int?
  }

  public struct Options: Sendable, Equatable {
    /// Minima from which a lower one is nearer than this are left out; what lay above them is not.
    public var minimumBarrier = 0.0
    /// Joins are lifted to so many equidistant energies; nil leaves them where they are.
    public var levels: Int?
    /// Whether only minima that are connected with the lowest one are in the tree.
    public var connected = false

    public init() {}
  }

  /// In order of energy.
  public let leaves: [Basin]
  /// The leaves, then the joins, each in order of energy: children stand before their parents.
  public let nodes: [Node]
  /// One for each component, that with the lowest minimum first.
  public let roots: [Int]

  public init(_ barriers: Barriers, _ options: Options = Options()) throws {
    guard options.minimumBarrier >= 0 else {
      throw TreeError.invalidOption(
        name: "min_barrier", got: "\(options.minimumBarrier)", expected: "a number >= 0")
    }
    if let levels = options.levels, levels < 1 {
      throw TreeError.invalidOption(name: "levels", got: "\(levels)", expected: "1 or more")
    }
    let minima = barriers.minima
    // The parts that are left, and where each minimum is among the leaves.
    var isLeft = [Bool](repeating: true, count: minima.count)
    if options.connected {
      for place in minima.indices {
        if place & 0xFFFF == 0 { try Cancellation.check() }
        isLeft[place] = barriers.barrier(places: 0, place) < .infinity
      }
    }
    for merger in barriers.mergers {
      let depth = merger.energy - minima[Int(merger.younger)].energy
      if depth < options.minimumBarrier { isLeft[Int(merger.younger)] = false }
    }
    var leafOf = [Int](repeating: -1, count: minima.count)
    var leaves: [Basin] = []
    for place in minima.indices where isLeft[place] {
      leafOf[place] = leaves.count
      leaves.append(minima[place])
    }
    let mergers = barriers.mergers.filter { isLeft[Int($0.younger)] && isLeft[Int($0.elder)] }
    let energies = MergeTree.levels(
      mergers.map(\.energy), above: leaves.first?.energy ?? 0, count: options.levels)

    // Joins of two. A component is known by its lowest leaf.
    var top = Array(leaves.indices)
    var parents = [Int](repeating: -1, count: leaves.count + mergers.count)
    for (number, merger) in mergers.enumerated() {
      if number & 0xFFFF == 0 { try Cancellation.check() }
      let (elder, younger) = (leafOf[Int(merger.elder)], leafOf[Int(merger.younger)])
      let join = leaves.count + number
      parents[top[elder]] = join
      parents[top[younger]] = join
      top[elder] = join
    }
    // A join at the energy of its parent is no join of its own.
    var kept = Array(parents.indices)
    for join in stride(from: parents.count - 1, through: leaves.count, by: -1)
    where parents[join] >= 0
      && energies[parents[join] - leaves.count] == energies[join - leaves.count]
    {
      kept[join] = kept[parents[join]]
    }
    var numbers = [Int](repeating: -1, count: parents.count)
    var nodes: [Node] = []
    nodes.reserveCapacity(parents.count)
    for node in parents.indices where kept[node] == node {
      numbers[node] = nodes.count
      let join = node - leaves.count
      nodes.append(
        join < 0
          ? Node(energy: leaves[node].energy, leaves: 1, lowest: node)
          : Node(energy: energies[join], leaves: 0, lowest: .max, saddle: mergers[join].saddle))
    }
    for node in parents.indices where kept[node] == node && parents[node] >= 0 {
      let parent = numbers[kept[parents[node]]]
      let child = numbers[node]
      nodes[child].parent = parent
      nodes[parent].leaves += nodes[child].leaves
      nodes[parent].lowest = min(nodes[parent].lowest, nodes[child].lowest)
    }
    self.leaves = leaves
    self.nodes = nodes
    roots = nodes.indices.filter { nodes[$0].parent == nil }
      .sorted { nodes[$0].lowest < nodes[$1].lowest }
  }

  /// Energies lifted to the next of `count` equidistant ones between the lowest minimum and the highest join.
  private static func levels(_ energies: [Double], above ground: Double, count: Int?) -> [Double] {
    guard let count, let highest = energies.max(), highest > ground else { return energies }
    let step = (highest - ground) / Double(count)
    guard step > 0 else { return energies }
    return energies.map { energy in
      var level = ((energy - ground) / step).rounded(.up)
      // The quotient is rounded too.
      if ground + level * step < energy { level += 1 }
      return level < Double(count) ? ground + level * step : highest
    }
  }
}
