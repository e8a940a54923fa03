import Tensors

/// An elastic band that grows (Draxler, Veschgini, Salmhofer and Hamprecht, ICML 2018): from few images, with more put in
/// where the energy between two neighbours rises furthest above the line between them.
struct AutoBand {
  let options: BandOptions
  let evaluations: Evaluations

  private static let cycles = 8
  /// Of the band's range of energies: a rise that needs an image.
  private static let rise = 0.05

  func relax(_ band: inout Band, steps: Int) throws {
    let elastic = ElasticBand(options, evaluations)
    for _ in 0..<AutoBand.cycles {
      try elastic.relax(&band, steps: max(5, steps / AutoBand.cycles))
      guard band.isFinite, band.inner.count < options.most else { break }
      let rises = try rises(band)
      let range = (band.energies.max() ?? 0) - (band.energies.min() ?? 0)
      let gaps = rises.indices.sorted { rises[$0] > rises[$1] }
        .prefix { rises[$0] > AutoBand.rise * range }
        .prefix(min(3, options.most - band.inner.count))
      guard !gaps.isEmpty else { break }
      for gap in gaps.sorted(by: >) {
        band.insert(after: gap)
        try band.evaluate(gap + 1, evaluations)
      }
    }
    try elastic.relax(&band, steps: max(5, steps / AutoBand.cycles))
  }

  /// How far the energy rises above the line between each image and the next.
  private func rises(_ band: Band) throws -> [Double] {
    try (0..<band.images.count - 1).map { k in
      var most = 0.0
      for share in [0.25, 0.5, 0.75] {
        let x = band.images[k].scaled(by: 1 - share).adding(share, band.images[k + 1])
        let line = (1 - share) * band.energies[k] + share * band.energies[k + 1]
        most = max(most, try evaluations.energy(x) - line)
      }
      return most
    }
  }
}
