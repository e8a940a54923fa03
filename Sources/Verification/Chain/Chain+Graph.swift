import Tensors

extension Chain {
  /// The chain that a graph of one input is, on a box; nil if there is none.
  ///
  /// Between neurons everything must be affine. A layer has the neurons that depend on as many others, one
  /// behind the other, and passes on what later layers need of earlier ones: ReLUs of values that are
  /// never negative, since what they pass are outputs of neurons, or inputs, less their lower bounds.
  ///
  /// - Parameters:
  ///   - lower: bounds of the inputs.
  ///   - isSound: whether rounding counts.
  ///   - isRectified: whether all neurons must be rectifiers; else they may be S-shaped.
  init?(
    _ graph: Graph, lower: [Double], isSound: Bool, isRectified: Bool = true
  ) throws {
    guard let graph = try? graph.rectified(), graph.inputs.count == 1, graph.outputs.count == 1,
      let builder = try ChainBuilder(graph, lower, isSound: isSound, isRectified: isRectified),
      let layers = try builder.layers()
    else { return nil }
    self.layers = layers
    passesInputs = builder.passesInputs
  }
}

private struct ChainBuilder {
  private let graph: Graph
  private let map: AffineMap
  /// Neurons, and the first value of the chain, by node.
  private let sources: [Int: Source]
  private let depth: Int
  private let lower: [Double]

  /// Something that layers pass on.
  private struct Source {
    let level: Int
    /// The last layer that reads it.
    var last: Int
    /// Of neurons: what they are taken of, and what they do.
    var operand: Int?
    var activation = Activation.rectifier
  }

  /// A value in a layer's input, which has `shift` added to it.
  private struct Part {
    let source: Int
    let count: Int
    var shift: [Double]
  }

  /// What keeps values that are passed on from looking negative after rounding.
  private static let margin = 0x1p-8

  /// Nil if the graph is no chain.
  init?(_ graph: Graph, _ lower: [Double], isSound: Bool, isRectified: Bool) throws {
    let map = try AffineMap(graph, isSound: isSound)
    var sources: [Int: Source] = [:]
    let live = graph.live
    // For each node that varies the sources it is an affine function of, and the last level of these.
    var origins: [Int: Set<Int>] = [:]
    var levels: [Int: Int] = [:]
    for (k, node) in graph.nodes.enumerated() where live[k] && map.constants[k] == nil {
      guard case .apply(let primitive) = node.operation else {
        sources[k] = Source(level: 0, last: 0)
        (origins[k], levels[k]) = ([k], 0)
        continue
      }
      if let activation = Activation(primitive), activation == .rectifier || !isRectified {
        let operand = node.inputs[0]
        guard let from = origins[operand], let before = levels[operand] else { return nil }
        for source in from {
          sources[source]!.last = Swift.max(sources[source]!.last, before + 1)
        }
        sources[k] = Source(
          level: before + 1, last: before + 1, operand: operand, activation: activation)
        (origins[k], levels[k]) = ([k], before + 1)
      } else {
        guard map.isAffine(k) else { return nil }
        let variable = node.inputs.filter { map.constants[$0] == nil }
        origins[k] = Set(variable.flatMap { origins[$0] ?? [] })
        levels[k] = variable.compactMap { levels[$0] }.max()
      }
    }
    guard let from = origins[graph.outputs[0]], let last = levels[graph.outputs[0]] else {
      return nil
    }
    // The output is read behind the last neurons that it depends on.
    depth = last
    for source in from { sources[source]!.last = last + 1 }
    self.sources = sources
    self.graph = graph
    self.lower = lower
    self.map = map
  }

  /// Whether inputs are read behind the first layer.
  var passesInputs: Bool { sources.values.contains { $0.level == 0 && $0.last > 1 } }

  /// Nil if a layer is too large.
  func layers() throws -> [Chain.Layer]? {
    let input = sources.first { $0.value.level == 0 }!.key
    var state = [Part(source: input, count: lower.count, shift: lower.map { _ in 0 })]
    var found: [Chain.Layer] = []
    for level in 1..<depth + 1 {
      try Cancellation.check()
      var rows = ChainRows(inputs: state.reduce(0) { $0 + $1.count })
      var next: [Part] = []
      for (node, source) in sources.sorted(by: { $0.key < $1.key }) where source.last > level {
        if source.level == level, let operand = source.operand {
          guard rows.hasRoom(for: graph.nodes[node].type.shape.count),
            let part = try affine(operand, state)
          else { return nil }
          rows.append(part, source.activation)
          next.append(Part(source: node, count: part.count, shift: part.bias.map { _ in 0 }))
        } else if source.level < level, let part = state.first(where: { $0.source == node }) {
          guard rows.hasRoom(for: part.count) else { return nil }
          // Inputs are passed on from their lower bounds, as is what neurons give.
          var passed = part
          let isInput = source.level == 0
          passed.shift = (0..<part.count).map { k in
            isInput
              ? ChainBuilder.margin * (1 + abs(lower[k])) - lower[k]
              : ChainBuilder.margin - source.activation.lowest
          }
          let first = state.prefix { $0.source != node }.reduce(0) { $0 + $1.count }
          rows.append(
            identity: part.count, from: first, bias: zip(passed.shift, part.shift).map { $0 - $1 })
          next.append(passed)
        }
      }
      guard rows.count > 0 else { return nil }
      found.append(try rows.layer())
      state = next
    }
    guard let output = try affine(graph.outputs[0], state) else { return nil }
    var rows = ChainRows(inputs: state.reduce(0) { $0 + $1.count })
    rows.append(output)
    found.append(try rows.layer())
    return found
  }

  /// A node as an affine function of the state; nil if that is too large.
  private func affine(_ node: Int, _ state: [Part]) throws -> AffineMap.Part? {
    try map.part(
      node,
      state.map { AffineMap.Variable(node: $0.source, offset: $0.shift.map { -$0 }) })
  }
}

/// The rows of a layer, collected.
private struct ChainRows {
  let inputs: Int
  private var weight: [Double] = []
  private var weightMagnitude: [Double] = []
  private var bias: [Double] = []
  private var biasMagnitude: [Double] = []
  private var operations = 8
  private var activations: [Activation] = []

  init(inputs: Int) { self.inputs = inputs }

  var count: Int { bias.count }

  /// Whether so many rows more leave the layer small enough.
  func hasRoom(for more: Int) -> Bool { (count + more) * inputs <= AffineMap.largest }

  mutating func append(_ part: AffineMap.Part, _ activation: Activation = .rectifier) {
    activations += part.bias.map { _ in activation }
    weight += part.weight
    weightMagnitude += part.weightMagnitude
    bias += part.bias
    biasMagnitude += part.biasMagnitude
    operations = max(operations, part.operations)
  }

  /// Rows that take elements of the layer's input as they are.
  mutating func append(identity count: Int, from first: Int, bias: [Double]) {
    activations += bias.map { _ in .rectifier }
    var rows = [Double](repeating: 0, count: count * inputs)
    for k in 0..<count { rows[k * inputs + first + k] = 1 }
    weight += rows
    weightMagnitude += rows
    self.bias += bias
    biasMagnitude += bias.map { 2 * abs($0) }
  }

  func layer() throws -> Chain.Layer {
    try Chain.Layer(
      inputs: inputs, outputs: bias.count, weight: weight, bias: bias,
      weightMagnitude: weightMagnitude, biasMagnitude: biasMagnitude, operations: operations,
      activations: activations)
  }
}
