import Optimizers
import Tensors

/// The doubly nudged elastic band (Trygubenko and Wales, J. Chem. Phys. 120, 2004), relaxed as a whole by L-BFGS.
///
/// On each image act the gradient across the band, springs along it, and the part of the springs across it that is
/// orthogonal to that gradient.
final class ElasticBand {
  private let options: BandOptions
  private let evaluations: Evaluations

  init(_ options: BandOptions, _ evaluations: Evaluations) {
    self.options = options
    self.evaluations = evaluations
  }

  /// - Parameter steps: at most.
  func relax(_ band: inout Band, steps: Int) throws {
    let objective = Forces(band, options, evaluations)
    let count = band.inner.count
    var settings = LBFGS.Options()
    settings.memory = 6
    settings.maximumSteps = steps
    settings.tolerance = options.tolerance
    settings.maximumStepLength = options.maximumStepLength * Double(count).squareRoot()
    // The forces are the gradient of nothing: there is no energy that must not rise.
    settings.maximumEnergyRise = 1e100
    settings.initialScale = 0.05
    let minimizer = try LBFGS(dimension: count * band.images[0].count, options: settings)
    let end = try minimizer.minimize(objective, from: band.inner.flatMap { band.images[$0] })
    band = objective.band
    let n = band.images[0].count
    for (place, k) in band.inner.enumerated() {
      band.images[k] = Array(end.x[place * n..<(place + 1) * n])
      try band.evaluate(k, evaluations)
    }
  }

  private final class Forces: DifferentiableObjective {
    var band: Band
    private let options: BandOptions
    private let evaluations: Evaluations

    init(_ band: Band, _ options: BandOptions, _ evaluations: Evaluations) {
      self.band = band
      self.options = options
      self.evaluations = evaluations
    }

    func valueAndGradient(
      _ x: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>
    ) throws -> Double {
      try Cancellation.check()
      let n = band.images[0].count
      for (place, k) in band.inner.enumerated() {
        for i in 0..<n { band.images[k][i] = x[place * n + i] }
        try band.evaluate(k, evaluations)
      }
      var sum = 0.0
      for (place, k) in band.inner.enumerated() {
        sum += band.energies[k]
        let force = force(k)
        for i in 0..<n { gradient[place * n + i] = -force[i] }
      }
      return sum
    }

    private func force(_ k: Int) -> [Double] {
      let tangent = band.tangent(k)
      let gradient = band.gradients[k]
      let across = gradient.adding(-gradient.dot(tangent), tangent)
      let ahead = band.images[k + 1].adding(-1, band.images[k])
      let back = band.images[k].adding(-1, band.images[k - 1])
      let along = options.spring * (ahead.length - back.length)
      var force = across.scaled(by: -1).adding(along, tangent)
      let spring = ahead.adding(-1, back).scaled(by: options.spring)
      var sideways = spring.adding(-spring.dot(tangent), tangent)
      let size = across.length
      if size > 0 {
        let unit = across.scaled(by: 1 / size)
        sideways = sideways.adding(-sideways.dot(unit), unit)
      }
      force.add(1, sideways)
      return force
    }
  }
}
