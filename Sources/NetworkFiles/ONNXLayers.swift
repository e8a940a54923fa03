import Layers
import ONNX
import Tensors

/// The layers that the nodes of a model are, where it is a chain of them, or of blocks x + f(x).
///
/// Nodes between them that have no parameters and no layer become layers without name in files.
struct ONNXLayers {
  /// Numbers of a layer, computed where they are needed: together they may be as large as the model.
  typealias Numbers = () throws -> Value

  /// A layer with its numbers.
  struct Piece {
    let layer: any Layer
    var parameters: [Numbers] = []
    var buffers: [Numbers] = []
  }

  let steps: [ONNXStep]
  /// Which steps take a value.
  private let users: [String: [Int]]
  let parameterNames: Set<String>
  /// How deep blocks may stand in blocks.
  private static let depthLimit = 8

  private init(_ model: ONNXModel, _ steps: [ONNXStep]) {
    self.steps = steps
    var users: [String: [Int]] = [:]
    for (k, step) in steps.enumerated() {
      for name in Set(step.data) { users[name, default: []].append(k) }
    }
    self.users = users
    parameterNames = Set(model.blocks.map(\.name))
  }

  /// The model as a network.
  ///
  /// - Returns: nil if it is no chain of known layers.
  static func network(_ model: ONNXModel) -> Network? {
    // What goes wrong on the way only means that the model is something else.
    guard let steps = try? model.steps(), let sampleShape = model.sampleShape,
      let output = model.outputs.first,
      let shape = try? Shape([2] + sampleShape.dimensions),
      let pieces = try? ONNXLayers(model, steps).chain(
        from: (model.inputs[0].name, shape), until: output),
      let network = try? network(pieces, sampleShape: sampleShape, dtype: model.parameters.dtype),
      (try? agrees(network, model)) == true
    else { return nil }
    return network
  }

  private static func network(
    _ pieces: [Piece], sampleShape: Shape, dtype: DType
  ) throws -> Network {
    let layers = pieces.map(\.layer)
    func flat(_ numbers: [Numbers], _ blocks: [Parameter]) throws -> Tensor {
      let count = blocks.reduce(0) { $0 + $1.shape.count }
      return try Tensor(TensorType(Shape([count]), dtype)) { (memory: UnsafeMutableRawPointer) in
        let target = UnsafeMutableRawBufferPointer(start: memory, count: count * dtype.size)
        var place = 0
        for numbers in numbers {
          try numbers().cast(to: dtype).tensor().withBytes { bytes in
            guard bytes.count <= target.count - place else { throw DescriptionError("too long") }
            UnsafeMutableRawBufferPointer(rebasing: target[place...]).copyMemory(from: bytes)
            place += bytes.count
          }
        }
        guard place == target.count else { throw DescriptionError("too short") }
      }
    }
    var network = try Network(
      layers, parameters: flat(pieces.flatMap(\.parameters), layers.flatMap(\.parameters)),
      buffers: flat(pieces.flatMap(\.buffers), layers.flatMap(\.buffers)))
    network.sampleShape = sampleShape
    return network
  }

  /// Networks with more parameters are compared as they are, not in double precision: that would take more
  /// memory than everything else.
  private static let large = 1 << 22

  /// Whether layers and model compute the same, on three samples.
  private static func agrees(_ network: Network, _ model: ONNXModel) throws -> Bool {
    var random = CounterRandom(seed: 1, stream: 0)
    let shape = try Shape([3] + (network.sampleShape?.dimensions ?? []))
    let isLarge = network.parameterCount > large
    let dtype = isLarge ? network.dtype : .float64
    let x = Value.tensor(
      try Tensor((0..<shape.count).map { _ in random.normal() }, shape: shape, dtype: dtype))
    let expected = try model(x, parameters: .tensor(model.parameters).cast(to: dtype)).tensor()
    let other = try network.with(parameters: network.parameters.cast(to: dtype))
      .with(buffers: network.buffers.cast(to: dtype))
    let result = try other(x).tensor()
    guard result.shape == expected.shape else { return false }
    let largest = expected.doubles.reduce(1) { max($0, abs($1)) }
    let tolerance = isLarge ? 1e-3 : 1e-6
    return zip(result.doubles, expected.doubles).allSatisfy {
      abs($0 - $1) <= tolerance * largest
    }
  }

  // MARK: The way through the nodes

  /// A value that flows, with its shape for two samples.
  typealias Place = (name: String, shape: Shape)

  /// - Parameter first: the step with which the way begins, if the value is used by several.
  /// - Returns: nil if the way is none of layers.
  private func chain(
    from start: Place, through first: Int? = nil, until end: String, depth: Int = 0
  ) throws -> [Piece]? {
    guard depth <= ONNXLayers.depthLimit else { return nil }
    var pieces: [Piece] = []
    var (place, next) = (start, first)
    while place.name != end {
      let ways = users[place.name] ?? []
      if let k = next ?? (ways.count == 1 ? ways[0] : nil) {
        guard let (found, after) = try layer(steps[k], at: place, isFirst: pieces.isEmpty) else {
          return nil
        }
        pieces += found.map { [$0] } ?? []
        place = after
      } else {
        guard let (found, after) = try block(ways, at: place, depth: depth) else {
          return nil
        }
        pieces.append(found)
        place = after
      }
      next = nil
    }
    return pieces
  }

  /// The only step that uses a value.
  func onlyUser(of name: String) -> ONNXStep? {
    guard let ways = users[name], ways.count == 1 else { return nil }
    return steps[ways[0]]
  }

  /// What two ways from one value are: x + f(x), x sigmoid(x), or x Phi(x).
  private func block(
    _ indices: [Int], at place: Place, depth: Int
  ) throws -> (Piece, Place)? {
    for (way, other) in [(0, 1), (1, 0)] where indices.count == 2 {
      let (branch, join) = (steps[indices[way]], steps[indices[other]])
      guard join.data.count == 2, let joined = join.data.first(where: { $0 != place.name }) else {
        continue
      }
      switch join.operation {
      case "Add", "Sum":
        guard
          let inner = try chain(
            from: place, through: indices[way], until: joined,
            depth: depth + 1)
        else { continue }
        let piece = Piece(
          layer: Residual(inner.map(\.layer)), parameters: inner.flatMap(\.parameters),
          buffers: inner.flatMap(\.buffers))
        return (piece, (join.output, join.shape))
      case "Mul" where branch.operation == "Sigmoid" && branch.output == joined:
        return (Piece(layer: SiLU()), (join.output, join.shape))
      case "Mul":
        if let after = normalProbability(from: branch, to: joined, join) {
          return (Piece(layer: GELU()), after)
        }
      default: continue
      }
    }
    return nil
  }

  /// The end of x (1 + erf(x / sqrt 2)) / 2, in which the half stands before the product or behind it.
  /// Whether the numbers are these is seen when the results are compared.
  private func normalProbability(
    from branch: ONNXStep, to end: String, _ join: ONNXStep
  ) -> Place? {
    var (step, operations) = (branch, [branch.operation])
    while step.output != end, step.data.count == 1, let next = onlyUser(of: step.output) {
      operations.append(next.operation)
      step = next
    }
    guard step.output == end, let place = operations.firstIndex(of: "Erf"),
      operations.allSatisfy({ ["Div", "Mul", "Erf", "Add"].contains($0) })
    else { return nil }
    if operations[place...].contains("Mul") { return (join.output, join.shape) }
    guard let half = onlyUser(of: join.output), half.operation == "Mul", half.data.count == 1 else {
      return nil
    }
    return (half.output, half.shape)
  }
}
