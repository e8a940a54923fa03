import Tensors

/// One band between two minima, and the transition states at its maxima.
package struct BandTask: SearchTask {
  package let origin: SearchOrigin
  let random: CounterRandom
  let pair: MinimumPair
  /// Earlier bands between the two.
  let tried: Int
  /// The newest point that the task may know.
  let newest: Int
  let options: BandOptions

  package struct Outcome: Sendable {
    var results: [SaddleResult] = []
    var evaluations = 0
  }

  package func perform(by worker: SearchWorker) throws -> Outcome {
    var outcome = Outcome()
    guard let saddles = worker.saddles, let start = try? saddles.coordinates(of: pair.first),
      let other = try? saddles.coordinates(of: pair.second)
    else { return outcome }
    let finder = saddles.finder
    let before = finder.evaluationCount
    let end = nearest(other, to: start, finder.symmetry)
    guard let band = try finder.band(from: start, to: end, settings) else {
      outcome.evaluations = finder.evaluationCount - before
      return outcome
    }
    outcome.evaluations = finder.evaluationCount - before
    for k in band.maxima.prefix(options.maxima) {
      outcome.results.append(
        try worker.saddle(
          from: band.images[k], .image(tangent: band.tangent(k)), newest: newest))
    }
    return outcome
  }

  /// The nearest image of the other end; at later tries one that is nearest to a point nearby, which may be another.
  private func nearest(
    _ other: [Double], to start: [Double], _ symmetry: any Symmetry
  ) -> [Double] {
    guard tried > 0 else { return symmetry.aligned(other, to: start) }
    var random = random
    let distance = symmetry.distance(start, other)
    let scale = 0.5 * Double(tried) * distance / Double(start.count).squareRoot()
    return symmetry.aligned(other, to: start.map { $0 + scale * random.normal() })
  }

  /// Later tries have more images.
  private var settings: BandOptions {
    var settings = options
    settings.density *= Double(1 + tried)
    settings.steps *= 1 + tried
    return settings
  }
}
