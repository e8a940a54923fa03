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

  func point(_ here: Position) -> StationaryPoint {
    StationaryPoint(here, eigenvalues: Array(values), symmetryModes: symmetryModes, zero: zero)
  }
}
