import CKernels

/// Turns a graph into the flat list of calls that a plan runs.
struct Planner {
  private let graph: Graph
  private let schedule: Schedule
  private let buffers: Buffers
  private(set) var steps: [tarn_step] = []
  private(set) var names: [String] = []
  private(set) var operands: [Location] = []
  private(set) var integers: [Int] = []
  private(set) var reals: [Double] = []
  private(set) var scratchBytes = 0
  private(set) var labour = 0.0
  private var splits: [(step: Int, split: Split, integers: Int, scratch: [Bool])] = []

  init(_ graph: Graph) throws {
    self.graph = graph
    schedule = Schedule(graph)
    buffers = Buffers(graph, schedule, isNeeded: Planner.needed(graph, schedule))
    var fusion = Fusion(graph, schedule, buffers)
    for group in schedule.groups {
      if schedule.roles[group[0]] == .kernel {
        try addKernel(group[0])
      } else {
        try addFused(group, &fusion)
      }
    }
    for copy in buffers.copies where graph.nodes[copy.node].type.shape.count > 0 {
      add(
        .copy(graph.nodes[copy.node].type), "copy",
        [.output(copy.output, offset: 0), buffers.locations[copy.node]!])
    }
    // How much scratch memory a thread needs is known only now.
    scratchBytes = (scratchBytes + 63) & ~63
    for (step, split, count, scratch) in splits {
      steps[step].split = Int32(integers.count)
      integers += split.words(integers: count, scratch: scratch, scratchBytes: scratchBytes)
    }
  }

  var isSplit: Bool { !splits.isEmpty }

  var constants: [Tensor] { buffers.constants }
  var arenaBytes: Int { buffers.arenaBytes }

  /// Nodes that something outside their own group reads.
  static func needed(_ graph: Graph, _ schedule: Schedule) -> [Bool] {
    var groupOf = [Int](repeating: -1, count: graph.nodes.count)
    for (index, group) in schedule.groups.enumerated() {
      for node in group { groupOf[node] = index }
    }
    var needed = [Bool](repeating: false, count: graph.nodes.count)
    func mark(_ node: Int, from reader: Int) {
      if schedule.roles[node] == .spread {
        // The number, row or column itself must exist.
        return mark(graph.nodes[node].inputs[0], from: -2)
      }
      let root = schedule.roots[node]
      let isWhole = graph.nodes[root].type.byteCount == graph.nodes[node].type.byteCount
      if schedule.roles[root] != .elementwise || groupOf[root] != reader || !isWhole {
        needed[root] = true
      }
    }
    for (k, node) in graph.nodes.enumerated()
    where schedule.roles[k] == .elementwise || schedule.roles[k] == .kernel {
      for input in node.inputs { mark(input, from: groupOf[k]) }
      if schedule.roles[k] == .kernel { needed[k] = true }
    }
    for output in graph.outputs { needed[schedule.roots[output]] = true }
    return needed
  }

  private mutating func addKernel(_ node: Int) throws {
    guard case .apply(let primitive) = graph.nodes[node].operation else { return }
    let inputs = graph.nodes[node].inputs
    let kernel = try primitive.kernel(inputs.map { graph.nodes[$0].type }, graph.nodes[node].type)
    var places = [buffers.locations[node]!] + inputs.map { buffers.locations[$0]! }
    if kernel.scratch > 0 {
      places.append(.scratch(offset: 0))
      scratchBytes = max(scratchBytes, kernel.scratch)
    }
    add(kernel, primitive.name, places)
  }

  private mutating func addFused(_ group: [Int], _ fusion: inout Fusion) throws {
    try fusion.write(group)
    scratchBytes = max(scratchBytes, fusion.scratchBytes)
    let size = graph.nodes[group[0]].type.shape.count
    let name = group.map { node in
      if case .apply(let primitive) = graph.nodes[node].operation { primitive.name } else { "" }
    }.joined(separator: "+")
    if let (function, places, _) = fusion.single {
      add(
        Kernel(function, [size], reals: fusion.reals, split: fusion.split(size)), name, places)
    } else {
      add(
        Kernel(
          tarn_fused, fusion.integers(size), reals: fusion.reals, split: fusion.split(size)),
        name, fusion.operands)
    }
  }

  private mutating func add(_ kernel: Kernel, _ name: String, _ places: [Location]) {
    steps.append(
      tarn_step(
        kernel: kernel.function, operands: Int32(operands.count), integers: Int32(integers.count),
        reals: Int32(reals.count), split: -1))
    if let split = kernel.split {
      let scratch = places.map { if case .scratch = $0 { true } else { false } }
      splits.append((steps.count - 1, split, kernel.integers.count, scratch))
    }
    names.append(name)
    labour = max(labour, kernel.labour)
    operands += places
    integers += kernel.integers
    reals += kernel.reals
  }
}
