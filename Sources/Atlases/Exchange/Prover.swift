import Landscape
import Optimizers
import Tensors

/// Proves points of a file on one thread.
final class Prover {
  struct Minimum {
    var minimum: StationaryPoint?
    var failure = ""
    /// Between the energy and the file's, at the file's point.
    var energyDifference: Double
  }

  struct Saddle {
    var content: Content
    var energyDifference: Double

    enum Content {
      /// With the minima at the ends of its ways down.
      case found(StationaryPoint, StationaryPoint, StationaryPoint)
      case known(id: Int)
      case failed(SaddleFailure)
    }
  }

  private let quencher: Quencher
  private let finder: SaddleFinder
  private let evaluator: any EnergyEvaluator
  private let symmetry: any Symmetry
  private let knownSaddles: KnownPoints
  private var slope: [Double]

  init(
    _ surface: any EnergySurface, _ symmetry: any Symmetry, _ options: QuenchOptions,
    _ knownSaddles: KnownPoints
  ) throws {
    quencher = try Quencher(surface: surface, symmetry: symmetry, options: options)
    finder = try SaddleFinder(
      surface: surface, symmetry: symmetry, options: SaddleOptions(), quench: options)
    evaluator = try surface.makeEvaluator()
    self.symmetry = symmetry
    self.knownSaddles = knownSaddles
    slope = [Double](repeating: 0, count: surface.dimension)
  }

  func prove(_ point: ForeignPoint) throws -> Minimum {
    let (isFinite, difference) = try look(at: point)
    guard isFinite else {
      return Minimum(
        minimum: nil, failure: QuenchFailure.notFinite.rawValue, energyDifference: difference)
    }
    let refinement = try quencher.refine(quencher.descend(from: point.x))
    return Minimum(
      minimum: refinement.minimum, failure: refinement.failure?.rawValue ?? "",
      energyDifference: difference)
  }

  /// - Parameter newest: the newest point that may be recognised.
  func prove(saddle point: ForeignPoint, newest: Int) throws -> Saddle {
    let (isFinite, difference) = try look(at: point)
    func result(_ content: Saddle.Content) -> Saddle {
      Saddle(content: content, energyDifference: difference)
    }
    guard isFinite else { return result(.failed(.notFinite)) }
    let outcome = try finder.search(from: point.x, .image(tangent: slope)) { x, energy in
      try knownSaddles.find(
        x, energy: energy, invariants: symmetry.invariants(of: x), upTo: newest)
    }
    switch outcome {
    case .failed(let reason): return result(.failed(reason))
    case .known(let id): return result(.known(id: id))
    case .saddle(let saddle, let mode):
      guard let first = try minimum(below: saddle, mode, isAhead: true),
        let second = try minimum(below: saddle, mode, isAhead: false)
      else { return result(.failed(.path)) }
      return result(.found(saddle, first, second))
    }
  }

  private func minimum(
    below saddle: StationaryPoint, _ mode: [Double], isAhead: Bool
  ) throws -> StationaryPoint? {
    guard let end = try finder.wayDown(from: saddle, mode: mode, isAhead: isAhead).end
    else { return nil }
    let minimum = try quencher.refine(quencher.descend(from: end)).minimum
    return minimum?.proof.counts == true ? minimum : nil
  }

  /// Whether energy and gradient are numbers there, and how far the energy is from the file's.
  private func look(at point: ForeignPoint) throws -> (isFinite: Bool, difference: Double) {
    let energy = try evaluator.energy(point.x, gradient: &slope)
    return (
      energy.isFinite && slope.allSatisfy(\.isFinite),
      energy.isNaN ? .infinity : abs(energy - point.energy)
    )
  }
}

/// A prover for each thread, made when it is needed.
struct Provers {
  private let slots: [Guarded<Prover?>]
  private let make: @Sendable () throws -> Prover

  init(
    _ surface: any EnergySurface, _ symmetry: any Symmetry, _ options: QuenchOptions,
    _ knownSaddles: KnownPoints, count: Int
  ) {
    slots = (0..<count).map { _ in Guarded<Prover?>(nil) }
    make = { try Prover(surface, symmetry, options, knownSaddles) }
  }

  func map<Result>(
    _ points: [ForeignPoint], _ prove: (Prover, ForeignPoint) throws -> Result
  ) throws -> [Result] {
    try Team.map(points, chunk: 1, workers: slots.count) { worker, part in
      try slots[worker].withLock { slot in
        let prover = try slot ?? make()
        slot = prover
        return try part.map { point in
          try Cancellation.check()
          return try prove(prover, point)
        }
      }
    }
  }
}
