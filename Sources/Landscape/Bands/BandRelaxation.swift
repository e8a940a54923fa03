import Optimizers
import Tensors

extension SaddleFinder {
  /// A band between two points, relaxed; nil where the energy along it is not finite.
  package func band(
    from start: [Double], to end: [Double], _ options: BandOptions
  ) throws -> Band? {
    let distance = euclideanDistance(start, end)
    let fewest = options.method == .autoneb ? 5 : options.fewest
    let wanted = options.method == .autoneb ? 0 : options.density * min(distance, 1e6)
    let count = max(fewest, min(options.most, Int(min(wanted, Double(options.most)).rounded())))
    var band = Band(from: start, to: end, images: count)
    for k in band.images.indices { try band.evaluate(k, evaluations) }
    let steps = options.steps
    do {
      switch options.method {
      case .dneb: try ElasticBand(options, evaluations).relax(&band, steps: steps)
      case .string:
        try StringMethod(options: options, evaluations: evaluations).relax(&band, steps: steps)
      case .autoneb:
        try AutoBand(options: options, evaluations: evaluations).relax(&band, steps: steps)
      }
    } catch let error as LBFGSError {
      switch error {
      case .valueNotFiniteAtStart, .gradientNotFiniteAtStart, .startNotFinite: return nil
      case .dimension, .dimensionMismatch: throw error
      }
    }
    return band.isFinite ? band : nil
  }
}
