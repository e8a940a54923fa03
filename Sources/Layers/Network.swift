import Tensors

/// Layers in sequence, and one flat vector of all their parameters: layer by layer, the weight row
/// by row in PyTorch's shape, then the bias.
public struct Network {
  public let layers: [any Layer]
  /// The flat vector; a tensor, or a traced value when a derivative by the parameters is taken.
  public private(set) var parameters: Value

  /// A network with parameters drawn from its layers' initialisers.
  public init(_ layers: [any Layer], seed: UInt64 = 0, dtype: DType = .float32) throws {
    self.layers = layers
    parameters = .tensor(try Network.initial(layers, seed: seed, dtype: dtype))
  }

  private static func initial(
    _ layers: [any Layer], seed: UInt64, dtype: DType
  ) throws -> Tensor {
    var values: [Double] = []
    for (position, layer) in layers.enumerated() {
      // Each layer has its own stream: adding one does not change the others.
      var random = CounterRandom(seed: seed, stream: UInt64(position))
      for parameter in layer.parameters {
        values += parameter.initializer.draw(parameter.shape.count, &random)
      }
    }
    return try Tensor(values, dtype: dtype)
  }

  public var parameterCount: Int { parameters.shape.count }
  public var dtype: DType { parameters.dtype }

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

  /// Parameters drawn anew.
  public func initialized(seed: UInt64) throws -> Network {
    try with(parameters: .tensor(Network.initial(layers, seed: seed, dtype: dtype)))
  }

  /// The network with one layer more, whose parameters are drawn as if it had been there from the
  /// start.
  public func appending(_ layer: any Layer, seed: UInt64) throws -> Network {
    let drawn = try Network.initial(layers + [layer], seed: seed, dtype: dtype)
    let fresh = try Value.tensor(drawn).sliced(0, parameterCount..<drawn.count)
    return Network(layers + [layer], try .concatenated([parameters, fresh], dimension: 0))
  }

  private init(_ layers: [any Layer], _ parameters: Value) {
    self.layers = layers
    self.parameters = parameters
  }

  /// The outputs (logits) for a batch, samples along the leading dimension. Single and double
  /// precision together are computed in double.
  public func callAsFunction(_ x: Value) throws -> Value {
    let dtype = DType.promoted(parameters.dtype, x.dtype)
    var value = try x.cast(to: dtype)
    var first = 0
    let flat = try parameters.cast(to: dtype)
    for (position, layer) in layers.enumerated() {
      do {
        var blocks: [Value] = []
        for parameter in layer.parameters {
          blocks.append(
            try flat.sliced(0, first..<first + parameter.shape.count)
              .reshaped(to: parameter.shape))
          first += parameter.shape.count
        }
        value = try layer(value, blocks)
      } catch let error as TensorError {
        throw NetworkError(position: position + 1, layer: layer.name, underlying: error)
      } catch let error as LayerError {
        throw NetworkError(position: position + 1, layer: layer.name, underlying: error)
      }
    }
    return value
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
  public var blocks: [Block] {
    var blocks: [Block] = []
    var first = 0
    for (position, layer) in layers.enumerated() {
      for parameter in layer.parameters {
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
    let logits = try self(x)
    guard logits.shape.rank == 2, logits.shape[1] > 0 else {
      throw LayerError(got: logits.shape, expected: "outputs of shape [n, classes]")
    }
    return try logits.argMax(1) + 1
  }

  /// The fraction of samples whose class is right.
  public func accuracy(_ x: Value, _ y: Value) throws -> Double {
    let predicted = try predict(x)
    guard y.shape == predicted.shape else {
      throw LayerError(
        got: y.shape, expected: "one class for each of \(predicted.shape[0]) samples")
    }
    return try predicted.equals(y).cast(to: .float64).mean().tensor().item()
  }

  /// Layers with shapes and counts, as a table.
  public var summary: String {
    var rows: [(String, String)] = []
    for (position, layer) in layers.enumerated() {
      let count = layer.parameters.reduce(0) { $0 + $1.shape.count }
      rows.append(("\(position + 1)  \(layer.name)", "\(count)"))
    }
    rows.append(("total (\(dtype.rawValue))", "\(parameterCount)"))
    let width = rows.map(\.0.count).max() ?? 0
    let digits = rows.map(\.1.count).max() ?? 0
    return rows.map { row in
      row.0 + String(repeating: " ", count: width - row.0.count + 2 + digits - row.1.count) + row.1
    }.joined(separator: "\n")
  }
}
