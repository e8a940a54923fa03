import Optimizers
import Tensors

/// Moves the bends of a curve until the mean energy along it is lowest.
///
/// Garipov et al. draw t at random in every step of SGD. Here the mean over t is a Gauss-Legendre quadrature with fixed nodes, in
/// float64, so that L-BFGS can minimise it; the same bits come out with any number of threads.
public struct CurveTraining: Sendable {
  public let curve: ConnectingCurve
  /// The mean over t, by the quadrature.
  public let meanEnergy: Double
  /// That of the curve with its bends on the segment.
  public let startEnergy: Double
  public let steps: Int
  /// Energies with gradients.
  public let evaluations: Int
  public let status: LBFGS.Status

  /// - Throws: ``CurveError`` for ends that do not go together, or an energy that is not finite on the segment.
  public init(
    _ surface: any EnergySurface, from start: [Double], to end: [Double], _ options: CurveOptions,
    progress: (Int) throws -> Void = { _ in }
  ) throws {
    guard start.count == surface.dimension else {
      throw CurveError.dimension(expected: surface.dimension, got: start.count)
    }
    let begin = try ConnectingCurve(options.kind, from: start, to: end, bends: options.bends)
    let n = surface.dimension
    let objective = try MeanEnergy(surface, begin, options)
    let bends = begin.bends.flatMap { $0 }
    startEnergy = try objective.mean(of: begin)
    guard !bends.isEmpty else {
      (curve, meanEnergy, steps, status) = (begin, startEnergy, 0, .converged)
      evaluations = objective.evaluations
      return
    }
    var settings = LBFGS.Options()
    settings.memory = 20
    settings.tolerance = options.tolerance
    settings.maximumSteps = options.maximumSteps
    settings.lineSearch = .strongWolfe
    settings.checkInterval = 1
    let span = end.adding(-1, start).length
    settings.maximumStepLength = max(0.4, 0.25 * span) * Double(options.bends).squareRoot()
    let result = try LBFGS(dimension: bends.count, options: settings)
      .minimize(objective, from: bends)
    steps = result.steps
    evaluations = objective.evaluations
    status = result.status
    meanEnergy = result.value
    curve = try ConnectingCurve(
      options.kind, from: start, to: end,
      at: (0..<options.bends).map { Array(result.x[$0 * n..<($0 + 1) * n]) })
  }
}

/// The mean energy along a curve as a function of its bends, one after the other.
private final class MeanEnergy: DifferentiableObjective {
  private let start: ConnectingCurve
  private let rule: [(t: Double, weight: Double)]
  private let evaluators: [any EnergyEvaluator]
  private(set) var evaluations = 0

  init(_ surface: any EnergySurface, _ curve: ConnectingCurve, _ options: CurveOptions) throws {
    start = curve
    rule = curve.quadrature(nodes: options.nodes)
    evaluators = try (0..<max(1, min(options.workers, rule.count))).map { _ in
      try surface.makeEvaluator()
    }
  }

  /// Energy and gradient at every node.
  private func positions(_ curve: ConnectingCurve) throws -> [(energy: Double, slope: [Double])] {
    evaluations += rule.count
    return try Team.map(rule, chunk: 1, workers: evaluators.count) { worker, nodes in
      try nodes.map { node in
        try Cancellation.check()
        var slope = [Double](repeating: 0, count: curve.dimension)
        let energy = try evaluators[worker].energy(curve.point(node.t), gradient: &slope)
        return (energy, slope)
      }
    }
  }

  func mean(of curve: ConnectingCurve) throws -> Double {
    let found = try positions(curve)
    for (node, position) in zip(rule, found) where !position.energy.isFinite {
      throw CurveError.energyNotFinite(t: node.t, energy: position.energy)
    }
    return zip(rule, found).reduce(0) { $0 + $1.0.weight * $1.1.energy }
  }

  func valueAndGradient(
    _ x: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>
  ) throws -> Double {
    let n = start.dimension
    let bends = (0..<start.bends.count).map { bend in
      Array(UnsafeBufferPointer(start: x + bend * n, count: n))
    }
    let curve = try ConnectingCurve(
      start.kind, from: start.controls[0], to: start.controls[bends.count + 1], at: bends)
    gradient.update(repeating: 0, count: bends.count * n)
    var mean = 0.0
    for (node, position) in zip(rule, try positions(curve)) {
      mean += node.weight * position.energy
      for (bend, share) in curve.weights(node.t).dropFirst().dropLast().enumerated()
      where share != 0 {
        let factor = node.weight * share
        for k in 0..<n { gradient[bend * n + k] += factor * position.slope[k] }
      }
    }
    return mean
  }
}
