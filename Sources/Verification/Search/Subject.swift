import Layers
import Tensors

/// What is verified: a function of a batch of samples, in double precision, and as it is run.
public struct Subject: @unchecked Sendable {
  /// In double precision.
  let function: (Value) throws -> Value
  /// In single precision, where its numbers are so; else nil.
  let single: ((Value) throws -> Value)?
  let sampleShape: Shape
  /// The function of one sample [1, inputs]; numbers that it is given are constants, and what is computed from
  /// them alone stays an operation.
  let graph: Graph

  /// - Parameter inputs: of the specification, where the network does not know its samples' shape.
  public init(_ network: Network, inputs: Int) throws {
    let numbers = try [network.parameters, network.buffers].map {
      try $0.cast(to: .float64).tensor()
    }
    func doubled(_ numbers: [Value]) throws -> Network {
      try network.with(parameters: numbers[0]).with(buffers: numbers[1])
    }
    let double = try doubled(numbers.map { .tensor($0) })
    function = { try double($0) }
    single = network.dtype == .float32 ? { try network($0) } : nil
    sampleShape = try network.sampleShape ?? Shape([inputs])
    let shape = sampleShape
    graph = try Subject.graph(sampleShape, numbers) { values in
      try Subject.outputs(values[0], shape, doubled(Array(values[1...])).callAsFunction)
    }
  }

  /// - Parameter function: of a batch [n, inputs].
  public init(inputs: Int, function: @escaping (Value) throws -> Value) throws {
    self.function = function
    single = nil
    sampleShape = try Shape([inputs])
    let shape = sampleShape
    graph = try Subject.graph(shape, []) { try Subject.outputs($0[0], shape, function) }
  }

  /// Outputs of a batch of n samples as [n, outputs].
  func outputs(_ x: Value, _ function: (Value) throws -> Value) throws -> Value {
    try Subject.outputs(x, sampleShape, function)
  }

  private static func outputs(
    _ x: Value, _ sampleShape: Shape, _ function: (Value) throws -> Value
  ) throws -> Value {
    let samples = x.shape[0]
    let y = try function(x.reshaped(to: Shape([samples] + sampleShape.dimensions)))
    guard y.shape.rank > 0, y.shape[0] == samples else {
      throw LostBatch(samples: samples, outputs: y.shape)
    }
    return try y.reshaped(to: Shape([samples, y.shape.count / max(samples, 1)]))
  }

  private static func graph(
    _ sampleShape: Shape, _ numbers: [Tensor], _ function: ([Value]) throws -> Value
  ) throws -> Graph {
    let type = TensorType(try Shape([1, sampleShape.count]), .float64)
    let (graph, captured) = try Trace.graph([type] + numbers.map(\.type)) { [try function($0)] }
    guard captured.isEmpty else { throw TensorError.foreignTrace }
    return graph.fixing(numbers)
  }

  /// The inputs as they are run, if they are in the box and what the network gives is unsafe, in each
  /// of its precisions.
  func counterexample(
    _ inputs: [Double], _ box: Specification.Case
  ) throws -> Verdict.Counterexample? {
    let point = inputs.indices.map { k in
      Subject.rounded(inputs[k], box.innerLower[k], box.innerUpper[k], toSingle: single != nil)
    }
    guard box.contains(point) else { return nil }
    func run(_ function: (Value) throws -> Value, _ dtype: DType) throws -> [Double]? {
      let x = try Tensor(point, shape: Shape([1, point.count]), dtype: dtype)
      let y = try outputs(.tensor(x), function).tensor().doubles
      return y.allSatisfy(\.isFinite) && box.conditions.contains { $0.holds(y) } ? y : nil
    }
    guard let double = try run(function, .float64) else { return nil }
    guard let single else { return Verdict.Counterexample(inputs: point, outputs: double) }
    return try run(single, .float32).map { Verdict.Counterexample(inputs: point, outputs: $0) }
  }

  /// The nearest number between the bounds, if possible one that single precision has.
  private static func rounded(
    _ x: Double, _ lower: Double, _ upper: Double, toSingle: Bool
  ) -> Double {
    let x = min(max(x, lower), upper)
    guard toSingle else { return x }
    let near = Float(x)
    for candidate in [near, near.nextDown, near.nextUp] {
      if Double(candidate) >= lower, Double(candidate) <= upper { return Double(candidate) }
    }
    return x
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
