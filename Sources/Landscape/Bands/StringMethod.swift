import Tensors

/// The simplified string method (E, Ren and Vanden-Eijnden, J. Chem. Phys. 126, 2007): images slide down the gradient,
/// then they are spread evenly along the string again.
struct StringMethod {
  let options: BandOptions
  let evaluations: Evaluations

  /// - Parameter steps: at most.
  func relax(_ band: inout Band, steps: Int) throws {
    // Each image's step follows the curvature that it has met.
    var rates = [Double](repeating: 0.05, count: band.images.count)
    var before = band
    for step in 0..<steps {
      try Cancellation.check()
      var largest = 0.0
      for k in band.inner {
        try band.evaluate(k, evaluations)
      }
      for k in band.inner {
        let tangent = band.tangent(k)
        let gradient = band.gradients[k]
        let across = gradient.adding(-gradient.dot(tangent), tangent)
        largest = max(largest, across.largestMagnitude)
        if step > 0, before.gradients[k].count == gradient.count {
          // Barzilai and Borwein's rate.
          let moved = band.images[k].adding(-1, before.images[k])
          let change = gradient.adding(-1, before.gradients[k])
          let product = moved.dot(change)
          if product > 0 { rates[k] = min(10, moved.dot(moved) / product) }
        }
        let length = rates[k] * across.length
        let rate =
          length > options.maximumStepLength
          ? rates[k] * options.maximumStepLength / length : rates[k]
        before.images[k] = band.images[k]
        before.gradients[k] = gradient
        band.images[k].add(-rate, across)
      }
      if largest <= options.tolerance { break }
      band.redistribute()
    }
    for k in band.inner { try band.evaluate(k, evaluations) }
  }
}
