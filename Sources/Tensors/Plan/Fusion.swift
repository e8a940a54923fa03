import CKernels

/// Writes a group of elementwise nodes as one call of the tile loop (run.c).
struct Fusion {
  /// Elements of a tile: a few of them stay in the first cache level.
  static let tileElements = 1024

  let graph: Graph
  let schedule: Schedule
  let buffers: Buffers

  private(set) var operands: [Location] = []
  private var places: [Location: Int] = [:]
  private var words: [Int] = []
  private(set) var reals: [Double] = []
  private var count = 0
  /// The call itself, when the group is one operation on whole operands.
  private(set) var single: (function: tarn_kernel, places: [Location], strides: [Int])?
  /// Scratch tiles: which are free, which node is in which.
  private var free: [Int] = []
  private(set) var slots = 0
  private var slot: [Int: Int] = [:]

  init(_ graph: Graph, _ schedule: Schedule, _ buffers: Buffers) {
    self.graph = graph
    self.schedule = schedule
    self.buffers = buffers
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

  /// Adds the nodes of a group, which are in an order in which they can run.
  mutating func add(_ group: [Int]) throws {
    var lastUse: [Int: Int] = [:]
    for (position, node) in group.enumerated() {
      for input in graph.nodes[node].inputs { lastUse[source(input)] = position }
    }
    for (position, node) in group.enumerated() {
      guard case .apply(let primitive) = graph.nodes[node].operation,
        let elementwise = primitive as? any Elementwise
      else { continue }
      var inputs = graph.nodes[node].inputs.map(source)
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
      var parts: [(Int, Int)] = []
      for (k, input) in inputs.enumerated() {
        if scalars[k] {
          inputs[k] = graph.nodes[input].inputs[0]
          parts.append((place(location(inputs[k])), 0))
        } else {
          parts.append(operand(input))
        }
      }
      let size = graph.nodes[node].type.dtype.size
      var late: [Int] = []
      // Inputs that are used here for the last time make room for the output.
      for input in Set(graph.nodes[node].inputs.map(source)) where lastUse[input] == position {
        if let tile = slot.removeValue(forKey: input) {
          if graph.nodes[input].type.dtype.size == size {
            free.append(tile)
          } else {
            late.append(tile)
          }
        }
      }
      let target: (Int, Int)
      if let location = buffers.locations[node] {
        target = (place(location), size)
      } else {
        target = (place(scratch(for: node)), 0)
      }
      emit(kernel, reals: elementwise.reals, [target] + parts)
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

  private func location(_ node: Int) -> Location { buffers.locations[node]! }

  /// The operand's place and its bytes an element; spread operands are made here if they are not
  /// yet.
  private mutating func operand(_ node: Int) -> (Int, Int) {
    if let tile = slot[node] { return (place(tileLocation(tile)), 0) }
    let type = graph.nodes[node].type
    guard schedule.roles[node] == .spread else { return (place(location(node)), type.dtype.size) }
    let input = graph.nodes[node].inputs[0]
    let target = (place(scratch(for: node)), 0)
    let from = (place(location(input)), 0)
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

  private func tileLocation(_ tile: Int) -> Location {
    .scratch(offset: tile * Fusion.tileElements * 12)
  }

  private mutating func scratch(for node: Int) -> Location {
    let tile: Int
    if let reused = free.popLast() {
      tile = reused
    } else {
      tile = slots
      slots += 1
    }
    slot[node] = tile
    return tileLocation(tile)
  }

  var scratchBytes: Int { slots * Fusion.tileElements * 12 }

  private mutating func place(_ location: Location) -> Int {
    if let known = places[location] { return known }
    operands.append(location)
    places[location] = operands.count - 1
    return operands.count - 1
  }

  private mutating func emit(
    _ kernel: @escaping tarn_kernel, period: Int = 0, reals: [Double] = [], _ parts: [(Int, Int)]
  ) {
    words += [unsafeBitCast(kernel, to: Int.self), self.reals.count, period, parts.count]
    for (place, bytes) in parts { words += [place, bytes] }
    self.reals += reals
    count += 1
    single =
      count == 1 && slots == 0 ? (kernel, parts.map { operands[$0.0] }, parts.map(\.1)) : nil
  }
}
