import Layers
import Tensors

/// Goes through a network, one sample with it, and finds the units between its layers.
struct UnitWalk {
  private let network: Network
  private(set) var found: [UnitCandidates] = []
  /// Parameters that shift all outputs alike if each of them is shifted by one number: biases of the last
  /// layer, and the weights of one unit before it.
  private(set) var outputs: [[Int]] = []

  private var chain: UnitChain?
  private var parameter = 0
  private var buffer = 0

  init(_ network: Network) { self.network = network }

  mutating func run(on samples: Value) throws {
    var shape = Array(samples.shape.dimensions.dropFirst())
    if let given = network.sampleShape, given.count == shape.reduce(1, *) {
      shape = given.dimensions
    }
    let x = Value.tensor(try Tensor.full(0, shape: Shape([1] + shape), dtype: .float64))
    _ = try sequence(network.layers, x)
  }

  private mutating func sequence(_ layers: [any Layer], _ x: Value) throws -> Value {
    try layers.reduce(x) { try self.step($1, $0) }
  }

  /// One layer; gives its output.
  private mutating func step(_ layer: any Layer, _ x: Value) throws -> Value {
    if let sequential = layer as? Sequential { return try sequence(sequential.layers, x) }
    if let residual = layer as? Residual {
      // What enters goes two ways, and what comes out is a sum.
      drop()
      let y = try sequence(residual.layers, x)
      drop()
      return try x + y
    }
    let (first, held) = (parameter, buffer)
    let counts = layer.parameters.map(\.shape.count)
    parameter += counts.reduce(0, +)
    buffer += layer.buffers.reduce(0) { $0 + $1.shape.count }
    let buffers = try pieces(network.buffers, held, layer.buffers)
    let y = try layer.forward(
      x, pieces(network.parameters, first, layer.parameters), buffers, nil
    ).output
    switch layer {
    case let layer as Linear: try linear(layer, first, x, y)
    case let layer as Conv2d: try convolution(layer, first, x, y)
    case let layer as BatchNorm: try normalisation(layer, first, buffers, x, y)
    default:
      if counts.isEmpty { chain?.functions.append(layer, buffers) } else { drop() }
    }
    return y
  }

  private func pieces(_ flat: Value, _ start: Int, _ blocks: [Parameter]) throws -> [Value] {
    var first = start
    return try blocks.map { block in
      defer { first += block.shape.count }
      return try flat.sliced(0, first..<first + block.shape.count).reshaped(to: block.shape)
        .cast(to: .float64)
    }
  }

  private mutating func drop() {
    chain = nil
    outputs = []
  }

  private mutating func linear(_ layer: Linear, _ first: Int, _ x: Value, _ y: Value) throws {
    let (inputs, outputs) = (layer.inputs, layer.outputs)
    let biases = first + inputs * outputs
    func weight(_ output: Int, _ input: Int) -> Int { first + output * inputs + input }
    // The same column for all features that stand at one place of the last dimension.
    try close(period: inputs, block: 1) { columns in
      let weights = (0..<outputs).flatMap { o in columns.map { weight(o, $0) } }
      let added =
        layer.hasBias ? (0..<outputs).flatMap { o in columns.map { _ in biases + o } } : nil
      return (weights, added)
    }
    let rows = (0..<outputs).map { o in (0..<inputs).map { weight(o, $0) } }
    open(
      rows, layer.hasBias ? (0..<outputs).map { [biases + $0] } : nil, y,
      owners: (0..<sampleSize(y)).map { $0 % outputs })
    self.outputs =
      (layer.hasBias ? [Array(biases..<biases + outputs)] : [])
      + (0..<inputs).map { i in (0..<outputs).map { weight($0, i) } }
  }

  private mutating func convolution(
    _ layer: Conv2d, _ first: Int, _ x: Value, _ y: Value
  ) throws {
    let window = layer.kernel.height * layer.kernel.width
    let (inputs, outputs) = (layer.inputs, layer.outputs)
    let biases = first + outputs * inputs * window
    let area = sampleSize(x) / max(inputs, 1)
    try close(period: sampleSize(x), block: area) { channels in
      let places = (0..<outputs).flatMap { o in
        channels.flatMap { channel in
          (0..<window).map { (o, first + (o * inputs + channel) * window + $0) }
        }
      }
      return (places.map(\.1), layer.hasBias ? places.map { biases + $0.0 } : nil)
    }
    let size = inputs * window
    let out = sampleSize(y) / max(outputs, 1)
    open(
      (0..<outputs).map { Array(first + $0 * size..<first + ($0 + 1) * size) },
      layer.hasBias ? (0..<outputs).map { [biases + $0] } : nil, y,
      owners: (0..<sampleSize(y)).map { $0 / max(out, 1) })
    self.outputs = []
  }

  private mutating func normalisation(
    _ layer: BatchNorm, _ first: Int, _ buffers: [Value], _ x: Value, _ y: Value
  ) throws {
    outputs = []
    guard var open = chain, layer.features > 0,
      let link = try open.functions.facts(owners: open.owners, units: open.count),
      let owned = features(
        of: link.owners, units: open.count, period: sampleSize(x),
        block: sampleSize(x) / layer.features)
    else { return drop() }
    let means = try buffers[0].tensor(for: "BatchNorm").doubles
    let variances = try buffers[1].tensor(for: "BatchNorm").doubles
    open.links.append(link.facts)
    open.segments.append(
      UnitChain.Segment(
        weights: owned.map { $0.map { first + $0 } },
        biases: owned.map { $0.map { first + layer.features + $0 } },
        buffers: owned.map { $0.flatMap { [means[$0], variances[$0]] } },
        isCentered: owned.map { $0.allSatisfy { means[$0] == 0 } }))
    open.owners = link.owners
    open.functions = UnitFunction()
    open.functions.shape = Array(y.shape.dimensions.dropFirst())
    chain = open
  }

  private func sampleSize(_ x: Value) -> Int { x.shape.dimensions.dropFirst().reduce(1, *) }

  private mutating func open(_ weights: [[Int]], _ biases: [[Int]]?, _ y: Value, owners: [Int]) {
    guard !weights.isEmpty, !owners.isEmpty else { return drop() }
    let none = weights.map { _ in [Int]() }
    var fresh = UnitChain(
      segments: [
        .init(
          weights: weights, biases: biases ?? none, buffers: weights.map { _ in [] },
          isCentered: weights.map { _ in true })
      ], owners: owners)
    fresh.functions.shape = Array(y.shape.dimensions.dropFirst())
    chain = fresh
  }

  /// Ends the chain at a layer that reads its units; `weights` gives those of some features, with their
  /// biases.
  private mutating func close(
    period: Int, block: Int, _ weights: ([Int]) -> ([Int], [Int]?)
  ) throws {
    guard var done = chain,
      let link = try done.functions.facts(owners: done.owners, units: done.count),
      let owned = features(of: link.owners, units: done.count, period: period, block: block)
    else { return }
    done.links.append(link.facts)
    let read = owned.map(weights)
    done.outgoing = read.map(\.0)
    done.outgoingBiases = read[0].1
    found.append(done.candidates())
  }

  /// The features (blocks of neighbouring numbers, which begin again after a period) of each unit; nil if a feature
  /// belongs to several, or units have different numbers of them.
  private func features(of owners: [Int], units: Int, period: Int, block: Int) -> [[Int]]? {
    guard block > 0, period > 0, owners.count.isMultiple(of: period), period.isMultiple(of: block)
    else { return nil }
    var owner = [Int?](repeating: nil, count: period / block)
    for (k, unit) in owners.enumerated() {
      let feature = k % period / block
      guard owner[feature] ?? unit == unit else { return nil }
      owner[feature] = unit
    }
    let owned = (0..<units).map { unit in owner.indices.filter { owner[$0] == unit } }
    return owned.allSatisfy { $0.count == owned[0].count && !$0.isEmpty } ? owned : nil
  }
}
