import Tensors

/// A minimisation of a function by the rule of an optimiser for training, whose steps follow its learning rate.
public struct RuleDescent {
  private let rule: any UpdateRule
  private let tolerance: Double
  private let maximumSteps: Int

  /// - Parameters:
  ///   - tolerance: the largest absolute component of the gradient that ends it.
  ///   - rule: one all of whose steps count.
  public init(_ rule: any UpdateRule, tolerance: Double, maximumSteps: Int) {
    (self.rule, self.tolerance, self.maximumSteps) = (rule, tolerance, maximumSteps)
  }

  /// A schedule of the rule counts steps.
  public func minimize(
    from start: [Double], _ function: (Value) throws -> Value
  ) throws -> LBFGS.Result {
    let vector = TensorType(try Shape([start.count]), .float64)
    let number = TensorType(.scalar, .float64)
    let numbers = 1 + rule.coefficients(step: 1).count
    let kept = 1 + rule.memory
    let types = Array(repeating: vector, count: kept) + Array(repeating: number, count: numbers)
    let plan = try Plan.cached(
      Trace.graph(types) { values in
        let (value, gradient) = try Tensors.valueAndGradient(
          of: { try function($0[0]) }, at: [values[0]])
        let updated = try rule(
          values[0], gradient, Array(values[1..<kept]), learningRate: values[kept],
          coefficients: Array(values[(kept + 1)...]))
        return [try value.reshaped(to: .scalar).cast(to: .float64), gradient, updated.parameters]
          + updated.memory
      }.graph)
    var state = [try Tensor(start, shape: vector.shape, dtype: .float64)]
    for _ in 1..<kept { state.append(try .full(0, shape: vector.shape, dtype: .float64)) }
    for step in 1... {
      try Cancellation.check()
      let given = [rule.learningRate.number(epoch: step)] + rule.coefficients(step: step)
      let found = try plan(state + given.map { try Tensor(scalar: $0, dtype: .float64) })
      let (value, gradient) = (found[0][0], found[1].doubles)
      let norm = gradient.reduce(0) { $1.isNaN ? .nan : max($0, abs($1)) }
      let status: LBFGS.Status? =
        !value.isFinite || !norm.isFinite
        ? .notFinite : norm < tolerance ? .converged : step > maximumSteps ? .maxSteps : nil
      if let status {
        return LBFGS.Result(
          x: state[0].doubles, value: value, gradient: gradient, gradientNorm: norm,
          steps: step - 1, evaluations: step, status: status)
      }
      state = Array(found[2...])
    }
    preconditionFailure("steps end")
  }
}
