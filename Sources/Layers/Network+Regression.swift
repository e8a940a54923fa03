import Tensors

/// How near outputs are to targets that are numbers.
extension Network {
  /// The root of the mean over samples and outputs of (output - target)^2.
  public func rootMeanSquare(_ x: Value, _ y: Value) throws -> Double {
    try Targets.squares(self(x), y, for: "rmse").cast(to: .float64).mean().tensor().item()
      .squareRoot()
  }

  /// The coefficient of determination, the mean of those of the outputs (as in scikit-learn's `r2_score`):
  ///
  ///     1 - sum (output - target)^2 / sum (target - mean)^2
  ///
  /// 1 for a perfect fit, 0 for the mean of the targets. Targets that do not vary give 1 if they are met, else 0.
  public func determination(_ x: Value, _ y: Value) throws -> Double {
    let outputs = try self(x).cast(to: .float64)
    let squares = try Targets.squares(outputs, y, for: "r2").tensor().doubles
    let targets = try y.cast(to: .float64).tensor().doubles
    let samples = outputs.shape.rank > 0 ? outputs.shape[0] : 1
    guard samples > 0, squares.count > 0 else {
      throw LayerError(got: outputs.shape, expected: "outputs for one sample or more")
    }
    let columns = squares.count / samples
    var total = 0.0
    for column in 0..<columns {
      let places = stride(from: column, to: squares.count, by: columns)
      let mean = places.reduce(0) { $0 + targets[$1] } / Double(samples)
      let residual = places.reduce(0) { $0 + squares[$1] }
      let spread = places.reduce(0) { $0 + (targets[$1] - mean) * (targets[$1] - mean) }
      total += spread > 0 ? 1 - residual / spread : residual == 0 ? 1 : 0
    }
    return total / Double(columns)
  }
}
