/// The largest relative error of the gradient of a scalar function against central differences, in
/// float64: |g - d| / max(1, |g|, |d|) over the elements of x.
public func gradientError(
  _ function: (Value) throws -> Value, at x: Tensor, step: Double = 1e-5
) throws -> Double {
  let start = try Value.tensor(x).cast(to: .float64).tensor()
  let gradient = try valueAndGradient(of: { try function($0[0]) }, at: [.tensor(start)])
    .gradient.tensor(for: "check_grad")
  let values = start.doubles
  var worst = 0.0
  for k in values.indices {
    func value(_ move: Double) throws -> Double {
      var moved = values
      moved[k] += move
      let point = try Tensor(moved, shape: start.shape, dtype: .float64)
      return try function(.tensor(point)).tensor(for: "check_grad").item()
    }
    let difference = try (value(step) - value(-step)) / (2 * step)
    let error =
      abs(gradient[k] - difference) / max(1, abs(gradient[k]), abs(difference))
    worst = error.isNaN ? .infinity : max(worst, error)
  }
  return worst
}
