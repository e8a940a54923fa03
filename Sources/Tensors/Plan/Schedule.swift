/// When each node of a graph runs, and which elementwise nodes run together.
///
/// Nodes have levels: a node is at the level of its inputs where it can be fused with them and
/// above it otherwise. Elementwise nodes of one level and one size therefore never wait for each
/// other through anything but each other, and run as one group, tile by tile.
struct Schedule {
  enum Role {
    /// Inputs and constants: there before anything runs.
    case given
    /// Another look at an earlier node's elements.
    case view
    /// A number, row or column that its elementwise consumers spread tile by tile.
    case spread
    /// Part of a fused group.
    case elementwise
    /// A kernel of its own.
    case kernel
  }

  private(set) var roles: [Role] = []
  private(set) var levels: [Int] = []
  /// For every node the node that owns its memory, and the byte offset there.
  private(set) var roots: [Int] = []
  private(set) var offsets: [Int] = []
  /// Nodes of role `elementwise` or `kernel`, grouped, in the order in which they run.
  private(set) var groups: [[Int]] = []

  init(_ graph: Graph) {
    assignRoles(graph)
    assignLevels(graph)
    sink(graph)
    formGroups(graph)
  }

  private mutating func assignRoles(_ graph: Graph) {
    // A spread value exists only inside groups: all its consumers must be elementwise.
    var onlyElementwise = [Bool](repeating: true, count: graph.nodes.count)
    for node in graph.nodes {
      if case .apply(let primitive) = node.operation, primitive.isElementwise { continue }
      for input in node.inputs { onlyElementwise[input] = false }
    }
    for output in graph.outputs { onlyElementwise[output] = false }
    for (k, node) in graph.nodes.enumerated() {
      var root = k
      var offset = 0
      switch node.operation {
      case .input, .constant:
        roles.append(.given)
      case .apply(let primitive):
        let types = node.inputs.map { graph.nodes[$0].type }
        if let first = primitive.view(types, node.type) {
          roles.append(.view)
          root = roots[node.inputs[0]]
          offset = offsets[node.inputs[0]] + first
        } else if primitive.isElementwise {
          roles.append(.elementwise)
        } else if type(of: primitive) == Broadcast.self, onlyElementwise[k],
          Tile.pattern(of: types[0].shape, in: node.type.shape) != nil
        {
          roles.append(.spread)
        } else {
          roles.append(.kernel)
        }
      }
      roots.append(root)
      offsets.append(offset)
    }
  }

  /// Whether the consumer can read the input's element e, as it is made, to make its own element e.
  private func fuses(_ graph: Graph, _ input: Int, into consumer: Int) -> Bool {
    roles[consumer] == .elementwise
      && (roles[input] == .elementwise || roles[input] == .spread
        || roles[input] == .view && roles[roots[input]] != .kernel)
      && graph.nodes[input].type.shape.count == graph.nodes[consumer].type.shape.count
  }

  private mutating func assignLevels(_ graph: Graph) {
    for (k, node) in graph.nodes.enumerated() {
      var level = 0
      for input in node.inputs {
        let source = levels[input]
        switch roles[k] {
        case .given: break
        case .view:
          // A whole view is as good as its input; a part waits until its input is finished.
          let whole = graph.nodes[input].type.shape.count == node.type.shape.count
          level = max(level, whole || roles[roots[input]] == .given ? source : source + 1)
        case .elementwise:
          level = max(level, fuses(graph, input, into: k) ? source : after(input))
        case .spread, .kernel:
          level = max(level, after(input))
        }
      }
      levels.append(level)
    }
  }

  /// The level of a consumer that needs the finished input.
  private func after(_ input: Int) -> Int {
    roles[roots[input]] == .given ? levels[input] : levels[input] + 1
  }

  /// Moves elementwise nodes up to the level of their first consumer, if they fuse with it: what is
  /// made late is made inside the group that needs it.
  private mutating func sink(_ graph: Graph) {
    var latest = [Int](repeating: .max, count: graph.nodes.count)
    for output in graph.outputs { latest[output] = levels[output] }
    for k in graph.nodes.indices.reversed() {
      if roles[k] == .elementwise, latest[k] != .max, latest[k] > levels[k] {
        levels[k] = latest[k]
      }
      for input in graph.nodes[k].inputs {
        let limit =
          roles[k] == .view || roles[input] == .spread
          ? levels[input]
          : fuses(graph, input, into: k) && roles[input] == .elementwise ? levels[k] : levels[k] - 1
        latest[input] = min(latest[input], max(limit, levels[input]))
      }
    }
  }

  private mutating func formGroups(_ graph: Graph) {
    struct Key: Hashable {
      let level: Int
      let size: Int
    }
    let fuses = Plan.fuses
    var groupOf: [Key: Int] = [:]
    var ordered: [(level: Int, nodes: [Int])] = []
    for (k, node) in graph.nodes.enumerated() where node.type.shape.count > 0 {
      if roles[k] == .kernel {
        ordered.append((levels[k], [k]))
      } else if roles[k] == .elementwise {
        let key = Key(level: levels[k], size: node.type.shape.count)
        if fuses, let group = groupOf[key] {
          ordered[group].nodes.append(k)
        } else {
          groupOf[key] = ordered.count
          ordered.append((levels[k], [k]))
        }
      }
    }
    let order = ordered.indices.sorted { (ordered[$0].level, $0) < (ordered[$1].level, $1) }
    groups = order.map { ordered[$0].nodes }
  }
}

/// How a broadcast operand is read, element by element.
enum Tile {
  /// One number for all elements.
  case number
  /// Element e reads e % period: the operand is a suffix of the shape.
  case repeats(period: Int)
  /// Element e reads e / period: the operand is a prefix of the shape.
  case spreads(period: Int)

  static func pattern(of input: Shape, in output: Shape) -> Tile? {
    if input.count == 1 { return .number }
    let lead = output.rank - input.rank
    func kept(_ d: Int) -> Bool { d >= lead && input[d - lead] == output[d] }
    let ones = (0..<output.rank).filter { output[$0] != 1 }
    if let first = ones.first(where: kept), ones.allSatisfy({ $0 < first || kept($0) }) {
      return .repeats(period: input.count)
    }
    if let last = ones.last(where: kept), ones.allSatisfy({ $0 > last || kept($0) }) {
      return .spreads(period: output.count / input.count)
    }
    return nil
  }
}
