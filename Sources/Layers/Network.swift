import Tensors

/// Layers in sequence, and one flat vector of all their parameters: layer by layer, the weight row
/// by row in PyTorch's shape, then the bias. It evaluates, unless it is told to train.
public struct Network {
  public private(set) var layers: [any Layer]
  /// The flat vector; a tensor, or a traced value when a derivative by the parameters is taken.
  public private(set) var parameters: Value
  /// The flat vector of what is not trained (running statistics), in the parameters' precision.
  public private(set) var buffers: Value
  /// The shape of one sample, if it is known. Samples of another shape with as many elements, flat
  /// ones for example, are taken as having it.
  public var sampleShape: Shape?
  /// Where its first layer stands in the network that it is part of: errors count from there.
  package var firstPosition = 0
  /// Set in training mode: what the passes need, and where they leave the buffers.
  public private(set) var training: Training?

  /// A network with parameters drawn from its layers' initialisers.
  /// - Parameter draw: which of the networks that a seed gives; each is independent of the others.
  /// - Throws: if the layers are nested too deep, or have more parameters than memory.
  public init(
    _ layers: [any Layer], seed: UInt64 = 0, draw: UInt64 = 0, dtype: DType = .standard
  ) throws {
    try Nesting.check(layers)
    self.layers = layers
    parameters = .tensor(try Network.initial(layers, seed: seed, draw: draw, dtype: dtype))
    let start = try layers.flatMap(\.buffers).flatMap { try $0.start(dtype: .float64).doubles }
    buffers = .tensor(try Tensor(start, dtype: dtype))
  }

  /// A network of layers, some of which have parameters and buffers already; the others are drawn as in any
  /// network.
  /// - Parameter start: of each layer, a network of it, or nil.
  package init(
    _ layers: [any Layer], start: [Network?], seed: UInt64, draw: UInt64, dtype: DType = .standard
  ) throws {
    try Nesting.check(layers)
    var (parameters, buffers): ([Value], [Value]) = ([], [])
    for (position, layer) in layers.enumerated() {
      if let start = start[position] {
        parameters.append(try start.parameters.cast(to: dtype))
        buffers.append(try start.buffers.cast(to: dtype))
      } else {
        let start = try Network.start(
          of: layer, at: position, seed: seed, draw: draw, dtype: dtype)
        parameters.append(.tensor(start.parameters))
        buffers.append(.tensor(start.buffers))
      }
    }
    try self.init(
      layers, parameters: .concatenated(parameters, dimension: 0),
      buffers: .concatenated(buffers, dimension: 0), sampleShape: nil)
  }

  /// A network of parts that are known to go together.
  init(_ layers: [any Layer], parameters: Value, buffers: Value, sampleShape: Shape?) {
    self.layers = layers
    self.parameters = parameters
    self.buffers = buffers
    self.sampleShape = sampleShape
  }

  private static func initial(
    _ layers: [any Layer], seed: UInt64, draw: UInt64, dtype: DType
  ) throws -> Tensor {
    try drawn(layers, count: count(layers), at: 0, seed: seed, draw: draw, dtype: dtype)
  }

  /// The parameters, as they are drawn, and the buffers of one layer at this position in its network.
  private static func start(
    of layer: any Layer, at position: Int, seed: UInt64, draw: UInt64, dtype: DType
  ) throws -> (parameters: Tensor, buffers: Tensor) {
    let buffers = try layer.buffers.flatMap { try $0.start(dtype: .float64).doubles }
    return try (
      drawn([layer], count: count([layer]), at: position, seed: seed, draw: draw, dtype: dtype),
      Tensor(buffers, dtype: dtype)
    )
  }

  /// How many parameters the layers have. - Throws: more than any memory holds.
  private static func count(_ layers: [any Layer]) throws -> Int {
    // Asked for first: a request beyond all memory is an error, not the end of the process.
    let count = Nesting.numberCount(layers)
    guard count <= 1 << 55 else {
      throw LayerSettingError("the layers have too many parameters")
    }
    return count
  }

  /// The parameters of layers, `count` numbers, of which the first layer has this position in its network.
  private static func drawn(
    _ layers: [any Layer], count: Int, at first: Int, seed: UInt64, draw: UInt64, dtype: DType
  ) throws -> Tensor {
    try Tensor(TensorType(Shape([count]), dtype)) { (memory: UnsafeMutableRawPointer) in
      let (singles, doubles) = (
        memory.assumingMemoryBound(to: Float.self), memory.assumingMemoryBound(to: Double.self)
      )
      var place = 0
      for (position, layer) in layers.enumerated() {
        // Each layer of each network has its own stream: adding one does not change the others.
        var random = CounterRandom(seed: seed, stream: UInt64(first + position) &+ draw &<< 32)
        for parameter in layer.parameters {
          // What is drawn are doubles, of one block at a time.
          let claim = try MemoryClaim(8 * parameter.shape.count)
          defer { withExtendedLifetime(claim) {} }
          for value in parameter.initializer.draw(parameter.shape.count, &random) {
            if dtype == .float32 { singles[place] = Float(value) } else { doubles[place] = value }
            place += 1
          }
        }
      }
    }
  }

  /// A network whose numbers are known, and need not be drawn.
  /// - Throws: if the layers are nested too deep, or the vectors have other lengths.
  package init(_ layers: [any Layer], parameters: Tensor, buffers: Tensor) throws {
    try Nesting.check(layers)
    for (numbers, blocks) in [
      (parameters, layers.flatMap(\.parameters)), (buffers, layers.flatMap(\.buffers)),
    ] {
      let count = blocks.reduce(0) { $0 + $1.shape.count }
      guard numbers.shape.dimensions == [count], numbers.dtype.isFloat else {
        throw LayerError(got: numbers.shape, expected: "a vector of \(count) numbers")
      }
    }
    self.init(
      layers, parameters: .tensor(parameters), buffers: .tensor(buffers), sampleShape: nil)
  }

  public var parameterCount: Int { parameters.shape.count }
  public var dtype: DType { parameters.dtype }

  /// The first layer, from 0, that gives something else in training mode than in evaluation mode.
  public var layerThatDiffersInTraining: Int? { layers.firstIndex(where: \.differsInTraining) }

  /// The same network at other parameters; its precision is that of the vector.
  /// - Throws: when the vector has another length.
  public func with(parameters: Value) throws -> Network {
    guard parameters.shape.rank == 1, parameters.shape[0] == parameterCount else {
      throw LayerError(
        got: parameters.shape, expected: "a vector of \(parameterCount) parameters")
    }
    var copy = self
    copy.parameters = try parameters.floating()
    return copy
  }

  /// The same network with other buffers. - Throws: when the vector has another length.
  public func with(buffers: Value) throws -> Network {
    guard buffers.shape == self.buffers.shape else {
      throw LayerError(
        got: buffers.shape, expected: "a vector of \(self.buffers.shape.count) buffers")
    }
    var copy = self
    copy.buffers = try buffers.floating()
    return copy
  }

  /// The network in training mode. Its passes draw random numbers from the key and leave the new
  /// buffers in what is returned beside it: extra outputs of a plan that trains.
  /// - Parameter key: four int32; see ``Training/key(seed:counter:)``.
  public func inTraining(key: Value) -> (network: Network, state: Training) {
    var copy = self
    let state = Training(key: key, buffers: buffers)
    copy.training = state
    return (copy, state)
  }

  /// The network in evaluation mode, whatever mode this one is in.
  public func inEvaluation() -> Network {
    var copy = self
    copy.training = nil
    return copy
  }

  /// Parameters drawn anew, buffers as they start.
  public func initialized(seed: UInt64, draw: UInt64 = 0) throws -> Network {
    let fresh = try Network(layers, seed: seed, draw: draw, dtype: dtype)
    return try with(parameters: fresh.parameters).with(buffers: fresh.buffers)
  }

  /// The network with one layer more, whose parameters are drawn as if it had been there from the
  /// start.
  public func appending(
    _ layer: any Layer, seed: UInt64, draw: UInt64 = 0
  ) throws -> Network {
    try Nesting.check([layer])
    // Only what is new: whoever adds layers one by one would draw all of them as often.
    let start = try Network.start(
      of: layer, at: layers.count, seed: seed, draw: draw, dtype: dtype)
    func joined(_ mine: Value, _ new: Tensor) throws -> Value {
      new.count == 0 ? mine : try .concatenated([mine, .tensor(new)], dimension: 0)
    }
    var longer = self
    longer.layers.append(layer)
    longer.parameters = try joined(parameters, start.parameters)
    longer.buffers = try joined(buffers, start.buffers)
    return longer
  }

  /// The outputs (logits) for a batch, samples along the leading dimension. Single and double
  /// precision together are computed in double.
  public func callAsFunction(_ x: Value) throws -> Value {
    let dtype = DType.promoted(parameters.dtype, x.dtype)
    let state = training.flatMap { $0.isActive ? $0 : nil }
    let result = try Sequential.forward(
      layers, at: firstPosition, samples(x).cast(to: dtype),
      pieces(parameters.cast(to: dtype), layers.flatMap(\.parameters)),
      pieces((state?.buffers ?? buffers).cast(to: dtype), layers.flatMap(\.buffers)), state)
    try state?.note(
      x, result.output,
      result.buffers.isEmpty
        ? nil
        : .concatenated(
          result.buffers.map { try $0.reshaped(to: Shape([$0.shape.count])) }, dimension: 0
        ).cast(to: buffers.dtype))
    return result.output
  }

  /// The samples in their shape.
  private func samples(_ x: Value) throws -> Value {
    guard let sampleShape, x.shape.rank > 0,
      x.shape.dimensions.dropFirst() != sampleShape.dimensions[...],
      x.shape[0].multipliedReportingOverflow(by: sampleShape.count) == (x.shape.count, false)
    else { return x }
    return try x.reshaped(to: Shape([x.shape[0]] + sampleShape.dimensions))
  }

  /// A flat vector as the blocks that it consists of.
  private func pieces(_ flat: Value, _ blocks: [Parameter]) throws -> [Value] {
    var first = 0
    return try blocks.map { block in
      defer { first += block.shape.count }
      return try flat.sliced(0, first..<first + block.shape.count).reshaped(to: block.shape)
    }
  }

  /// A block of the flat vector.
  public struct Block {
    /// `1.weight`: the layer's position, then the parameter's name.
    public let name: String
    public let range: Range<Int>
    public let shape: Shape
    public let isBias: Bool
    /// Of the layer, from 0.
    public let layer: Int
  }

  /// The blocks of the flat vector, in order.
  public var blocks: [Block] { blocks(\.parameters) }

  /// The blocks of the vector of buffers, in order.
  public var bufferBlocks: [Block] { blocks(\.buffers) }

  private func blocks(_ kind: (any Layer) -> [Parameter]) -> [Block] {
    var blocks: [Block] = []
    var first = 0
    for (position, layer) in layers.enumerated() {
      for parameter in kind(layer) {
        blocks.append(
          Block(
            name: "\(position + 1).\(parameter.name)",
            range: first..<first + parameter.shape.count, shape: parameter.shape,
            isBias: parameter.isBias, layer: position))
        first += parameter.shape.count
      }
    }
    return blocks
  }

  /// The class of each sample, from 1: the largest output.
  public func predict(_ x: Value) throws -> Value {
    try Predictions.classes(scores(x))
  }

  /// The fraction of samples whose class is right. Labels are checked: an accuracy of classes that do
  /// not exist would be a number like any other.
  public func accuracy(_ x: Value, _ y: Value) throws -> Double {
    let scores = try scores(x)
    try Labels.check(y, samples: scores.shape[0], classes: scores.shape[1])
    return try Predictions.right(scores, y).cast(to: .float64).mean().tensor().item()
  }

  private func scores(_ x: Value) throws -> Value {
    let outputs = try self(x)
    guard outputs.shape.rank == 2, outputs.shape[1] > 0 else {
      throw LayerError(got: outputs.shape, expected: "outputs of shape [n, classes]")
    }
    return outputs
  }
}
