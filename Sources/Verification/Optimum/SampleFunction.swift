import Tensors

/// A model as a function of one flat sample, in double precision: what it captured is as it is now.
struct SampleFunction: Sendable {
  /// From [1, inputs] to [1, outputs].
  let graph: Graph
  let inputs: Int
  let outputs: Int
  private let plan: Plan

  /// - Parameter sample: the shape of the model's samples.
  /// - Throws: a model that does not give a row of outputs for each sample.
  init(_ model: Model, sample: Shape) throws {
    let captured = try model.captured.map { $0.dtype.isFloat ? try $0.cast(to: .float64) : $0 }
    let flat = Model(captured: captured) { x, captured in
      let y = try model.with(captured: captured)(x.reshaped(to: sample.prepending(1)))
      guard y.shape.rank > 0, y.shape[0] == 1 else {
        throw LostBatch(samples: 1, outputs: y.shape)
      }
      return try y.reshaped(to: Shape([1, y.shape.count])).cast(to: .float64)
    }
    let traced = try flat.traced(
      TensorType(Shape([1, sample.count]), .float64), for: "exact bounds")
    graph = traced.graph.fixing(traced.captured)
    inputs = sample.count
    outputs = traced.output.shape.count
    plan = try Plan.cached(graph)
  }

  func callAsFunction(_ point: [Double]) throws -> [Double] {
    try plan([Tensor(point, shape: Shape([1, inputs]), dtype: .float64)])[0].doubles
  }

  /// - Throws: outputs that are no numbers at a point: a network with NaN among its weights has no range.
  func checkOutputs(at point: [Double]) throws {
    guard try self(point).allSatisfy({ !$0.isNaN }) else { throw UnknownLogits() }
  }
}
