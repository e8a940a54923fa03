/// Where every node's elements live while a plan runs.
enum Location: Hashable {
  case input(Int, offset: Int)
  case constant(Int, offset: Int)
  case output(Int, offset: Int)
  case arena(offset: Int)
  /// Memory that a single step uses; all steps share it.
  case scratch(offset: Int)

  func advanced(by bytes: Int) -> Location {
    switch self {
    case .input(let k, let offset): .input(k, offset: offset + bytes)
    case .constant(let k, let offset): .constant(k, offset: offset + bytes)
    case .output(let k, let offset): .output(k, offset: offset + bytes)
    case .arena(let offset): .arena(offset: offset + bytes)
    case .scratch(let offset): .scratch(offset: offset + bytes)
    }
  }
}

/// Assigns memory: outputs are written where the caller wants them, pieces of a concatenation
/// straight into it, and what is left shares an arena by liveness.
struct Buffers {
  private(set) var locations: [Location?]
  private(set) var constants: [Tensor] = []
  private(set) var arenaBytes = 0
  /// Outputs that are inputs, constants or parts of other nodes: copied at the end.
  private(set) var copies: [(output: Int, node: Int)] = []

  /// - Parameter isNeeded: whether a node's elements must exist outside its group.
  init(_ graph: Graph, _ schedule: Schedule, isNeeded: [Bool]) {
    locations = Array(repeating: nil, count: graph.nodes.count)
    placeGiven(graph)
    let hosts = placeConcatenations(graph, schedule)
    placeOutputs(graph, schedule, hosts)
    placeRest(graph, schedule, hosts, isNeeded)
    for k in graph.nodes.indices where schedule.roles[k] == .view {
      locations[k] = locations[schedule.roots[k]]?.advanced(by: schedule.offsets[k])
    }
  }

  private mutating func placeGiven(_ graph: Graph) {
    for (k, node) in graph.nodes.enumerated() {
      switch node.operation {
      case .input(let index): locations[k] = .input(index, offset: 0)
      case .constant(let tensor):
        locations[k] = .constant(constants.count, offset: 0)
        constants.append(tensor)
      case .apply: if node.type.shape.count == 0 { locations[k] = .arena(offset: 0) }
      }
    }
  }

  /// For each root that is written straight into a concatenation: its host and offset there.
  private func placeConcatenations(
    _ graph: Graph, _ schedule: Schedule
  ) -> [Int: (host: Int, offset: Int)] {
    var hosts: [Int: (host: Int, offset: Int)] = [:]
    for (k, node) in graph.nodes.enumerated() {
      // A cast of each primitive would take longer than all else here.
      guard case .apply(let primitive) = node.operation, type(of: primitive) == Concat.self,
        let concat = primitive as? Concat,
        node.type.shape.count(0..<concat.dimension) == 1
      else { continue }
      var offset = 0
      for input in node.inputs {
        let root = schedule.roots[input]
        let bytes = graph.nodes[input].type.byteCount
        let isWhole = graph.nodes[root].type.byteCount == bytes
        if isWhole, schedule.roles[root] != .given, hosts[root] == nil, bytes > 0,
          !graph.outputs.contains(where: { schedule.roots[$0] == root })
        {
          hosts[root] = (k, offset)
        }
        offset += bytes
      }
    }
    return hosts
  }

  private mutating func placeOutputs(
    _ graph: Graph, _ schedule: Schedule, _ hosts: [Int: (host: Int, offset: Int)]
  ) {
    for (index, output) in graph.outputs.enumerated() {
      let root = schedule.roots[output]
      let isWhole = graph.nodes[root].type.byteCount == graph.nodes[output].type.byteCount
      if locations[root] == nil, isWhole, hosts[root] == nil {
        locations[root] = .output(index, offset: 0)
      } else {
        copies.append((index, output))
      }
    }
  }

  private mutating func placeRest(
    _ graph: Graph, _ schedule: Schedule, _ hosts: [Int: (host: Int, offset: Int)],
    _ isNeeded: [Bool]
  ) {
    func base(_ root: Int) -> (root: Int, offset: Int) {
      var (root, offset) = (root, 0)
      while let host = hosts[root] { (root, offset) = (host.host, offset + host.offset) }
      return (root, offset)
    }
    // When each owner of memory is first written and last read, in steps.
    var first = [Int](repeating: .max, count: graph.nodes.count)
    var last = [Int](repeating: -1, count: graph.nodes.count)
    func read(_ node: Int, at step: Int) {
      if schedule.roles[node] == .spread { return read(graph.nodes[node].inputs[0], at: step) }
      let owner = base(schedule.roots[node]).root
      last[owner] = max(last[owner], step)
    }
    for (step, group) in schedule.groups.enumerated() {
      for node in group {
        let owner = base(node).root
        first[owner] = min(first[owner], step)
        last[owner] = max(last[owner], step)
        for input in graph.nodes[node].inputs { read(input, at: step) }
      }
    }
    for copy in copies { read(copy.node, at: schedule.groups.count) }

    var arena = Arena()
    let owners = graph.nodes.indices.filter {
      first[$0] != .max && locations[$0] == nil && hosts[$0] == nil && isNeeded[$0]
    }.sorted { (first[$0], $0) < (first[$1], $1) }
    for owner in owners {
      locations[owner] = .arena(
        offset: arena.place(graph.nodes[owner].type.byteCount, from: first[owner], to: last[owner]))
    }
    arenaBytes = arena.size
    for root in hosts.keys {
      let (owner, offset) = base(root)
      locations[root] = locations[owner]?.advanced(by: offset)
    }
  }
}

/// Blocks of memory with lifetimes, placed where nothing alive is: first fit.
private struct Arena {
  private var blocks: [(offset: Int, bytes: Int, last: Int)] = []
  private(set) var size = 0

  mutating func place(_ bytes: Int, from first: Int, to last: Int) -> Int {
    let bytes = (bytes + 63) & ~63
    blocks.removeAll { $0.last < first }
    var offset = 0
    var at = 0
    while at < blocks.count, blocks[at].offset < offset + bytes {
      offset = max(offset, blocks[at].offset + blocks[at].bytes)
      at += 1
    }
    blocks.insert((offset, bytes, last), at: at)
    size = max(size, offset + bytes)
    return offset
  }
}
