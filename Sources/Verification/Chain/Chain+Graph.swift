import Tensors

extension Chain {
  /// Layers beyond this many numbers are not written out as matrices.
  private static let largestMatrix = 1 << 24

  /// The chain that a graph of one input is; nil if it is none.
  ///
  /// Between one ReLU and the next, everything must be affine. The maps are found by carrying the unit
  /// vectors through the graph, so it does not matter by which operations it was written.
  init?(_ graph: Graph) throws {
    guard let graph = try? graph.decomposed(), graph.inputs.count == 1, graph.outputs.count == 1
    else { return nil }
    var builder = ChainBuilder(graph)
    guard let layers = try builder.layers(largest: Chain.largestMatrix), !layers.isEmpty else {
      return nil
    }
    self.layers = layers
  }
}

private struct ChainBuilder {
  private let graph: Graph
  private var constants: [Int: Tensor] = [:]
  /// The input, or the ReLU from which the present map starts.
  private var source = -1
  /// Nodes of the present map, in order.
  private var segment: [Int] = []
  private var found: [Chain.Layer] = []

  init(_ graph: Graph) { self.graph = graph }

  /// Nil if the graph is no chain.
  mutating func layers(largest: Int) throws -> [Chain.Layer]? {
    let live = graph.live
    for (k, node) in graph.nodes.enumerated() where live[k] {
      switch node.operation {
      case .input: source = k
      case .constant(let tensor): constants[k] = tensor
      case .apply(let primitive):
        if node.inputs.allSatisfy({ constants[$0] != nil }) {
          let operands = node.inputs.compactMap { constants[$0].map(Value.tensor) }
          constants[k] = try apply(primitive, operands).tensor()
        } else if primitive.name == "relu" {
          guard try close(at: node.inputs[0], largest) else { return nil }
          start(k)
        } else if let operands = rectified(primitive, node) {
          // max(x, c) = c + relu(x - c), min(x, c) = c - relu(c - x).
          guard try close(at: operands.variable, largest, shift: operands) else { return nil }
          start(k)
          shift = operands
        } else {
          guard isAffine(primitive, node) else { return nil }
          segment.append(k)
        }
      }
    }
    guard try close(at: graph.outputs[0], largest) else { return nil }
    return found
  }

  private mutating func start(_ node: Int) {
    source = node
    segment = []
    shift = nil
  }

  private func isPart(_ node: Int) -> Bool { node == source || segment.contains(node) }

  // MARK: Maximum and minimum with a constant

  private struct Shift {
    let variable: Int
    let constant: Tensor
    let isMinimum: Bool
  }

  /// What the source's node adds to its ReLU.
  private var shift: Shift?

  private func rectified(_ primitive: any Primitive, _ node: Graph.Node) -> Shift? {
    guard ["max", "min"].contains(primitive.name), node.inputs.count == 2 else { return nil }
    for (one, other) in [(0, 1), (1, 0)] {
      if let constant = constants[node.inputs[other]], constants[node.inputs[one]] == nil {
        return Shift(
          variable: node.inputs[one], constant: constant,
          isMinimum: primitive.name == "min")
      }
    }
    return nil
  }

  // MARK: Affine maps

  private func isAffine(_ primitive: any Primitive, _ node: Graph.Node) -> Bool {
    let isVariable = node.inputs.map { constants[$0] == nil }
    for (input, isVariable) in zip(node.inputs, isVariable) where isVariable {
      guard isPart(input) else { return false }
    }
    let traits = primitive.traits
    if traits.isLinear {
      // Places in tensors are integers, and must be known.
      return zip(node.inputs, isVariable).allSatisfy {
        !$1 || graph.nodes[$0].type.dtype == .float64
      } && node.type.dtype == .float64
    }
    if traits.isProduct { return isVariable.filter { $0 }.count == 1 }
    if traits.isQuotient { return isVariable == [true, false] }
    return false
  }

  /// Ends the present map at a node. False if the node is none of it, or the map too large.
  private mutating func close(at end: Int, _ largest: Int, shift next: Shift? = nil) throws -> Bool
  {
    guard isPart(end) else { return false }
    let type = graph.nodes[source].type
    let (inputs, outputs) = (type.shape.count, graph.nodes[end].type.shape.count)
    guard inputs > 0, outputs > 0, inputs * outputs <= largest else { return false }
    let widest = segment.map { graph.nodes[$0].type.shape.count }.max() ?? 1
    guard inputs * widest <= 4 * largest else { return false }

    let unit = try Tensor(
      TensorType(type.shape.prepending(inputs), .float64),
      element: { $0 / inputs == $0 % inputs ? 1 : 0 })
    var (weight, weightMagnitude) = (try columns(unit, end, false), try columns(unit, end, true))
    // What the source's ReLU is shifted by goes into the bias.
    var start = try Tensor.full(0, shape: type.shape, dtype: .float64)
    if let shift { start = shift.constant }
    var bias = try constant(start, end, false).doubles
    var biasMagnitude = try constant(try Value.tensor(start).abs().tensor(), end, true).doubles
    if shift?.isMinimum == true { weight = weight.map { -$0 } }
    if let next {
      let values = next.constant.doubles
      for k in bias.indices {
        bias[k] -= values[k]
        biasMagnitude[k] += abs(values[k])
        if next.isMinimum { bias[k] = -bias[k] }
      }
      if next.isMinimum { weight = weight.map { -$0 } }
    }
    weightMagnitude = weightMagnitude.map(abs)
    let operations = segment.reduce(8) { sum, k in
      sum + 2 + (graph.nodes[k].inputs.map { graph.nodes[$0].type.shape.count }.max() ?? 0)
    }
    func rows(_ columns: [Double]) -> [Double] {
      var rows = [Double](repeating: 0, count: columns.count)
      for i in 0..<inputs {
        for j in 0..<outputs { rows[j * inputs + i] = columns[i * outputs + j] }
      }
      return rows
    }
    found.append(
      try Chain.Layer(
        inputs: inputs, outputs: outputs, weight: rows(weight), bias: bias,
        weightMagnitude: rows(weightMagnitude), biasMagnitude: biasMagnitude,
        operations: operations))
    return true
  }

  /// The linear part on a batch of points of the source.
  private func columns(_ points: Tensor, _ end: Int, _ isMagnitude: Bool) throws -> [Double] {
    try Batch.map(
      { points in
        [try run(points[0], end, isMagnitude: isMagnitude, isLinearPart: true)]
      }, [.tensor(points)])[0].tensor().doubles
  }

  private func constant(_ start: Tensor, _ end: Int, _ isMagnitude: Bool) throws -> Tensor {
    try run(.tensor(start), end, isMagnitude: isMagnitude, isLinearPart: false).tensor()
  }

  /// - Parameters:
  ///   - isMagnitude: whether absolute values of all terms are added instead of the terms.
  ///   - isLinearPart: whether constants that are added count as zero.
  private func run(
    _ start: Value, _ end: Int, isMagnitude: Bool, isLinearPart: Bool
  ) throws -> Value {
    var values = [source: start]
    for k in segment {
      guard case .apply(let primitive) = graph.nodes[k].operation else { continue }
      let isSum = primitive.traits.isLinear
      let operands = try graph.nodes[k].inputs.map { input -> Value in
        if let value = values[input] { return value }
        let constant = constants[input]!
        guard constant.dtype.isFloat else { return .tensor(constant) }
        let value = Value.tensor(constant)
        if isSum, isLinearPart { return try value * 0 }
        return isMagnitude ? try value.abs() : value
      }
      guard isMagnitude, isSum, operands.count > 1 else {
        let result = try apply(primitive, operands)
        values[k] = isMagnitude ? try result.abs() : result
        continue
      }
      // One term alone at a time: their signs do not count.
      var sum: Value?
      for place in operands.indices where operands[place].dtype.isFloat {
        let alone = try operands.enumerated().map {
          try $0.offset == place || !$0.element.dtype.isFloat ? $0.element : $0.element * 0
        }
        let part = try apply(primitive, alone).abs()
        sum = try sum.map { try $0 + part } ?? part
      }
      values[k] = sum
    }
    return values[end]!
  }
}
