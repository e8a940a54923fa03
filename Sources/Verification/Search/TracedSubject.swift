import Tensors

/// What is verified as graphs of one sample [1, inputs]: in double precision, and as it is run.
struct TracedSubject: Sendable {
  private let model: TracedModel
  /// In single precision, where its numbers are so; else nil.
  private let single: TracedModel?
  /// In double precision. Numbers that the model captured are constants, and what is computed from them alone
  /// stays an operation.
  let graph: Graph

  init(model: Model, single: Model?, inputs: Int) throws {
    let shape = try Shape([1, inputs])
    self.model = try model.traced(TensorType(shape, .float64), for: "verify")
    self.single = try single?.traced(TensorType(shape, .float32), for: "verify")
    graph = self.model.graph.fixing(self.model.captured)
  }

  var inputs: Int { model.input.shape[1] }
  var outputs: Int { model.output.shape[1] }

  /// The inputs as they are run, or next to them, if they are in the box and what the network gives is unsafe, in each
  /// of its precisions.
  func counterexample(
    _ inputs: [Double], _ box: Specification.Case
  ) throws -> Verdict.Counterexample? {
    let point = box.nearest(to: inputs) { k, x in
      TracedSubject.rounded(x, box.innerLower[k], box.innerUpper[k], toSingle: single != nil)
    }
    guard let point else { return nil }
    func run(_ model: TracedModel) throws -> [Double]? {
      let x = try Tensor(point, shape: model.input.shape, dtype: model.input.dtype)
      let y = try model(.tensor(x)).tensor().doubles
      return y.allSatisfy(\.isFinite) && box.conditions.contains { $0.holds(y) } ? y : nil
    }
    guard let double = try run(model) else { return nil }
    guard let single else { return Verdict.Counterexample(inputs: point, outputs: double) }
    return try run(single).map { Verdict.Counterexample(inputs: point, outputs: $0) }
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
