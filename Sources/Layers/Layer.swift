import Tensors

/// A piece of a network: a function of a batch and of its own parameters.
public protocol Layer {
  /// As a summary and errors call it: `Linear(4 -> 10)`.
  var name: String { get }

  /// Names, shapes and initial values of the parameters, in the order of the flat vector.
  var parameters: [Parameter] { get }

  /// Tensors that belong to the layer and are not trained, such as running statistics.
  var buffers: [Parameter] { get }

  /// Whether a pass in training mode gives something else than one in evaluation mode.
  var differsInTraining: Bool { get }

  /// Whether it is the same function in every call, so that what was traced of it serves again. A function
  /// of a script may look at what has changed since.
  var isFixed: Bool { get }

  /// The function in evaluation mode, with the buffers as they start.
  /// - Parameters:
  ///   - x: a batch, samples along the leading dimension.
  ///   - parameters: one value for each of `parameters`, in its shape.
  func callAsFunction(_ x: Value, _ parameters: [Value]) throws -> Value

  /// The function in either mode. Layers that have buffers, or behave otherwise while they are trained,
  /// or are made of layers, implement it.
  /// - Parameters:
  ///   - buffers: one value for each of `buffers`, in its shape.
  ///   - training: nil in evaluation mode.
  /// - Returns: the output, and the buffers after it.
  func forward(_ x: Value, _ parameters: [Value], _ buffers: [Value], _ training: Training?) throws
    -> (output: Value, buffers: [Value])
}

extension Layer {
  public var parameters: [Parameter] { [] }
  public var buffers: [Parameter] { [] }
  public var differsInTraining: Bool { false }
  public var isFixed: Bool { true }

  /// Whether chance decides where it starts.
  package var isDrawn: Bool {
    (self as? any Container)?.nested.isDrawn ?? parameters.contains(where: \.isDrawn)
  }

  /// How many blocks of each kind there are, and how many numbers the parameters have.
  var parameterCount: Int { (self as? any Container)?.nested.parameterCount ?? parameters.count }
  var bufferCount: Int { (self as? any Container)?.nested.bufferCount ?? buffers.count }
  var numberCount: Int {
    (self as? any Container)?.nested.numberCount
      ?? Nesting.sum(parameters.map(\.shape.count))
  }

  public func forward(
    _ x: Value, _ parameters: [Value], _ buffers: [Value], _ training: Training?
  ) throws -> (output: Value, buffers: [Value]) {
    (try self(x, parameters), buffers)
  }

  /// The function in evaluation mode, for layers that implement `forward`.
  func evaluated(_ x: Value, _ parameters: [Value]) throws -> Value {
    let start = try buffers.map { Value.tensor(try $0.start(dtype: x.dtype)) }
    return try forward(x, parameters, start, nil).output
  }
}

/// A named block of a layer's parameters, or one of its buffers.
public struct Parameter {
  public let name: String
  public let shape: Shape
  /// Whether regularisers that leave biases alone skip it.
  public let isBias: Bool
  let initializer: Initializer

  public init(_ name: String, _ shape: Shape, isBias: Bool = false, _ initializer: Initializer) {
    self.name = name
    self.shape = shape
    self.isBias = isBias
    self.initializer = initializer
  }

  /// The same block under another name: the one that it has inside a container.
  func named(_ name: String) -> Parameter { Parameter(name, shape, isBias: isBias, initializer) }

  /// Whether chance decides where it starts.
  package var isDrawn: Bool {
    switch initializer {
    case .uniform, .normal: true
    case .constant, .values: false
    }
  }

  /// The initial values of a block that starts without chance.
  func start(dtype: DType) throws -> Tensor {
    var random = CounterRandom(seed: 0)
    return try Tensor(initializer.draw(shape.count, &random), shape: shape, dtype: dtype)
  }
}
