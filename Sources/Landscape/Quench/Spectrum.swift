import Tensors

/// All eigenvalues of a Hessian on the complement of the symmetry's zero modes: what is needed where it is not
/// positive definite.
struct Spectrum {
  private let eigen: SymmetricEigen
  private let symmetryModes: Int
  /// Magnitudes up to it count as zero.
  let zero: Double

  /// - Parameter zero: times the spectral radius.
  init(_ model: FactoredHessian, zero: Double) throws {
    eigen = try SymmetricEigen(model.matrix, dimension: model.dimension)
    symmetryModes = model.modes.count
    // The shifted modes lie above all others.
    let values = eigen.values.prefix(model.dimension - symmetryModes)
    self.zero = zero * values.reduce(0) { max($0, abs($1)) }
  }

  var values: ArraySlice<Double> { eigen.values.prefix(eigen.dimension - symmetryModes) }

  func vector(_ k: Int) -> [Double] { Array(eigen.vector(k)) }

  var negativeModes: [[Double]] { values.indices.filter { values[$0] < -zero }.map(vector) }
  var zeroModes: [[Double]] { values.indices.filter { abs(values[$0]) <= zero }.map(vector) }

  /// Newton's step, without the modes that count as zero.
  func step(against gradient: [Double]) -> [Double] {
    var step = [Double](repeating: 0, count: gradient.count)
    for k in values.indices where abs(values[k]) > zero {
      let mode = vector(k)
      step.add(-mode.dot(gradient) / values[k], mode)
    }
    return step
  }

  /// The minimum of the quadratic model within `radius`: the step - (H + t)^-1 g of that length, with t above the
  /// magnitude of the lowest eigenvalue (Moré and Sorensen 1983, without their hard case).
  func boundedStep(against gradient: [Double], radius: Double) -> (
    step: [Double], predicted: Double
  ) {
    let shares = values.indices.map { vector($0).dot(gradient) }
    func length(_ shift: Double) -> Double {
      values.indices.reduce(0) { sum, k in
        let share = shares[k] / (values[k] + shift)
        return sum + share * share
      }.squareRoot()
    }
    // The length falls with the shift.
    var low = max(0, -(values.first ?? 0))
    var high = low + gradient.length / radius + Double.leastNormalMagnitude
    for _ in 0..<60 where length(high) > radius { high = low + 2 * (high - low) }
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if length(middle) > radius { low = middle } else { high = middle }
    }
    var step = [Double](repeating: 0, count: gradient.count)
    var predicted = 0.0
    for k in values.indices {
      let move = -shares[k] / (values[k] + high)
      step.add(move, vector(k))
      predicted -= move * shares[k] + 0.5 * values[k] * move * move
    }
    return (step, predicted)
  }

  func point(_ here: Position) -> StationaryPoint {
    StationaryPoint(here, eigenvalues: Array(values), symmetryModes: symmetryModes, zero: zero)
  }
}
