import CKernels

/// Writes a group of elementwise nodes as one call of the tile loop (run.c).
struct Fusion {
  /// Elements of a tile: a few of them stay in the first cache level.
  static let tileElements = 1024

  let graph: Graph
  let schedule: Schedule
  let buffers: Buffers

  private(set) var operands: [Location] = []
  private var words: [Int] = []
  private(set) var reals: [Double] = []
  private var count = 0
  /// The call itself, when the group is one operation on whole operands.
  private(set) var single: (function: tarn_kernel, places: [Location], strides: [Int])?
  /// Scratch tiles: which are free, and their places among the operands.
  private var free: [Int] = []
  private(set) var slots = 0
  private var tilePlaces: [Int] = []
  /// What is known of each node: its place among the operands, the tile it is in, when the group reads
  /// it last. Lists, because looking nodes up in dictionaries would take most of a planner's time.
  private var places: [Int]
  private var tiles: [Int]
  private var lastUse: [Int]
  /// The nodes of which something is known.
  private var touched: [Int] = []

  init(_ graph: Graph, _ schedule: Schedule, _ buffers: Buffers) {
    self.graph = graph
    self.schedule = schedule
    self.buffers = buffers
    places = Array(repeating: -1, count: graph.nodes.count)
    tiles = places
    lastUse = places
  }

  /// Forgets the last group.
  private mutating func restart() {
    operands.removeAll(keepingCapacity: true)
    words.removeAll(keepingCapacity: true)
    reals.removeAll(keepingCapacity: true)
    free.removeAll(keepingCapacity: true)
    tilePlaces.removeAll(keepingCapacity: true)
    for node in touched {
      places[node] = -1
      tiles[node] = -1
    }
    touched.removeAll(keepingCapacity: true)
    (count, slots, single) = (0, 0, nil)
  }

  /// Integers for the tile loop.
  func integers(_ size: Int) -> [Int] { [size, Fusion.tile(size), count, 0] + words }

  /// Whole tiles to each thread.
  func split(_ size: Int) -> Split? {
    if let single {
      return Split(extent: 0, count: size, work: 1, strides: single.strides)
    }
    return Split(
      extent: 0, count: size, work: count, multiple: Fusion.tileElements, first: 3, strides: [])
  }

  static func tile(_ size: Int) -> Int {
    size <= tileElements * 3 / 2 ? max(size, 1) : tileElements
  }

  /// Writes a group, whose nodes are in an order in which they can run.
  mutating func write(_ group: [Int]) throws {
    restart()
    for (position, node) in group.enumerated() {
      for input in graph.nodes[node].inputs { lastUse[source(input)] = position }
    }
    for (position, node) in group.enumerated() {
      guard case .apply(let primitive) = graph.nodes[node].operation,
        let elementwise = primitive as? any Elementwise
      else { continue }
      let inputs = graph.nodes[node].inputs.map { source($0) }
      let types = inputs.map { graph.nodes[$0].type.dtype }
      var scalars = inputs.map { isNumber($0) }
      var kernel = elementwise.tile(types, scalars: scalars)
      if kernel == nil {
        scalars = scalars.map { _ in false }
        kernel = elementwise.tile(types, scalars: scalars)
      }
      guard let kernel else {
        throw TensorError.dtypes(
          operation: primitive.name, got: types, expected: "float32 or float64")
      }
      // The output comes first; its place is known last.
      var parts = [(0, 0)]
      parts.reserveCapacity(inputs.count + 1)
      for (k, input) in inputs.enumerated() {
        parts.append(
          scalars[k] ? (place(of: graph.nodes[input].inputs[0]), 0) : operand(input))
      }
      let size = graph.nodes[node].type.dtype.size
      var late: [Int] = []
      // Inputs that are used here for the last time make room for the output.
      for input in inputs where lastUse[input] == position && tiles[input] >= 0 {
        if graph.nodes[input].type.dtype.size == size {
          free.append(tiles[input])
        } else {
          late.append(tiles[input])
        }
        tiles[input] = -1
      }
      parts[0] =
        buffers.locations[node] == nil
        ? (tilePlaces[makeTile(for: node)], 0) : (place(of: node), size)
      emit(kernel, reals: elementwise.reals, parts)
      if Plan.hasFault, group.count > 1, position == group.count - 1,
        types.first == graph.nodes[node].type.dtype, scalars.first == false
      {
        // Once more, on its own result.
        emit(kernel, reals: elementwise.reals, [parts[0], parts[0]] + parts.dropFirst(2))
      }
      free += late
    }
  }

  /// The node whose elements a whole view shows.
  private func source(_ node: Int) -> Int {
    var node = node
    while schedule.roles[node] == .view, schedule.roles[schedule.roots[node]] == .elementwise,
      graph.nodes[graph.nodes[node].inputs[0]].type.shape.count
        == graph.nodes[node].type.shape.count
    {
      node = graph.nodes[node].inputs[0]
    }
    return node
  }

  private func isNumber(_ node: Int) -> Bool {
    schedule.roles[node] == .spread
      && graph.nodes[graph.nodes[node].inputs[0]].type.shape.count == 1
  }

  /// The operand's place and its bytes an element; spread operands are made here if they are not
  /// yet.
  private mutating func operand(_ node: Int) -> (Int, Int) {
    if tiles[node] >= 0 { return (tilePlaces[tiles[node]], 0) }
    let type = graph.nodes[node].type
    guard schedule.roles[node] == .spread else { return (place(of: node), type.dtype.size) }
    let input = graph.nodes[node].inputs[0]
    let target = (tilePlaces[makeTile(for: node)], 0)
    let from = (place(of: input), 0)
    let wide = type.dtype.size == 8
    switch Tile.pattern(of: graph.nodes[input].type.shape, in: type.shape)! {
    case .number:
      emit(wide ? tarn_spread_8 : tarn_spread_4, period: type.shape.count, [target, from])
    case .repeats(let period):
      emit(wide ? tarn_repeat_8 : tarn_repeat_4, period: period, [target, from])
    case .spreads(let period):
      emit(wide ? tarn_spread_8 : tarn_spread_4, period: period, [target, from])
    }
    return target
  }

  private mutating func makeTile(for node: Int) -> Int {
    let tile: Int
    if let reused = free.popLast() {
      tile = reused
    } else {
      tile = slots
      slots += 1
      tilePlaces.append(operands.count)
      operands.append(.scratch(offset: tile * Fusion.tileElements * 12))
    }
    tiles[node] = tile
    touched.append(node)
    return tile
  }

  var scratchBytes: Int { slots * Fusion.tileElements * 12 }

  /// The place among the operands of a node that has memory of its own.
  private mutating func place(of node: Int) -> Int {
    if places[node] >= 0 { return places[node] }
    places[node] = operands.count
    touched.append(node)
    operands.append(buffers.locations[node]!)
    return places[node]
  }

  private mutating func emit(
    _ kernel: @escaping tarn_kernel, period: Int = 0, reals: [Double] = [], _ parts: [(Int, Int)]
  ) {
    words.append(unsafeBitCast(kernel, to: Int.self))
    words.append(self.reals.count)
    words.append(period)
    words.append(parts.count)
    for (place, bytes) in parts {
      words.append(place)
      words.append(bytes)
    }
    self.reals += reals
    count += 1
    single =
      count == 1 && slots == 0 ? (kernel, parts.map { operands[$0.0] }, parts.map(\.1)) : nil
  }
}
