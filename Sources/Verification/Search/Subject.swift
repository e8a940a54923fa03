import Layers
import Tensors

/// What is verified: a model of flat samples [n, inputs] that gives [n, outputs] in double precision, and how
/// it is run. It stays on the thread that made it; searches get what was traced.
public struct Subject {
  let model: Model
  let traced: TracedSubject

  /// - Parameter inputs: of the specification, where the network does not know its samples' shape.
  public init(_ network: Network, inputs: Int) throws {
    try UndefinedParameters.check(network)
    let shape = try network.sampleShape ?? Shape([inputs])
    let asRun = network.model.flattened(shape)
    model = try asRun.with(captured: asRun.captured.map { try $0.cast(to: .float64) })
    traced = try TracedSubject(
      model: model, single: network.dtype == .float32 ? asRun : nil, inputs: shape.count)
  }

  /// - Parameters:
  ///   - model: of a batch of samples of a shape.
  ///   - isSingle: whether it is run in single precision.
  init(_ model: Model, sample: Shape, isSingle: Bool) throws {
    let asRun = model.flattened(sample)
    self.model = try asRun.with(
      captured: asRun.captured.map { $0.dtype.isFloat ? try $0.cast(to: .float64) : $0 })
    traced = try TracedSubject(
      model: self.model, single: isSingle ? asRun : nil, inputs: sample.count)
  }

  /// - Parameter function: of a batch [n, inputs].
  public init(inputs: Int, function: @escaping (Value) throws -> Value) throws {
    model = Model(function).flattened(try Shape([inputs]))
    traced = try TracedSubject(model: model, single: nil, inputs: inputs)
  }
}

extension Model {
  /// The model as a function of flat samples [n, inputs] that gives [n, outputs].
  fileprivate func flattened(_ sample: Shape) -> Model {
    Model(captured: captured) { x, captured in
      let samples = x.shape[0]
      let y = try with(captured: captured)(x.reshaped(to: Shape([samples] + sample.dimensions)))
      guard y.shape.rank > 0, y.shape[0] == samples else {
        throw LostBatch(samples: samples, outputs: y.shape)
      }
      return try y.reshaped(to: Shape([samples, y.shape.count / max(samples, 1)]))
    }
  }
}

/// A function that does not give an output for each sample.
public struct LostBatch: Error, Equatable, CustomStringConvertible {
  public let samples: Int
  public let outputs: Shape

  public var description: String {
    "the network must give a row of outputs for each sample; for \(samples) samples it gave \(outputs)"
  }
}

/// A network with parameters that are no numbers: nothing can be said of what it computes.
public struct UndefinedParameters: Error, Equatable, CustomStringConvertible {
  public let count: Int
  public let all: Int

  public var description: String {
    "\(count) of the network's \(all) parameters are NaN: there is nothing to verify"
  }

  fileprivate static func check(_ network: Network) throws {
    let values = try [network.parameters, network.buffers].flatMap { try $0.tensor().doubles }
    let count = values.reduce(0) { $1.isNaN ? $0 + 1 : $0 }
    if count > 0 { throw UndefinedParameters(count: count, all: values.count) }
  }
}
