import Landscape
import Optimizers

/// What became of one quench.
public struct QuenchReport: Sendable {
  /// The end of the descent, or of the last one where saddles were left.
  public var x: [Double]
  public var energy: Double
  public var gradientNorm: Double
  public var steps: Int
  public var evaluations: Int
  public var stepOffs: Int
  /// nil: a proved minimum was reached.
  public var failure: QuenchFailure?
  /// What is proved of the point; nil where nothing is.
  public var proof: Proof?
  /// Its number in the atlas.
  public var minimum: Int?
  public var isNew: Bool
}

extension Atlas {
  /// Quenches one point, proves the minimum and stores it. `options` are those of the atlas unless
  /// given. A start that is not finite is an error.
  public func quench(
    _ start: [Double], options given: QuenchOptions? = nil
  ) throws -> QuenchReport {
    try requireOpen()
    try requireEnergy()
    guard start.count == surface.dimension else {
      throw AtlasError.pointDimension(expected: surface.dimension, got: start.count)
    }
    let wanted = given ?? options.quench
    let quencher: Quencher
    if let singleQuencher, singleQuencher.options == wanted {
      quencher = singleQuencher
    } else {
      quencher = try Quencher(surface: surface, symmetry: symmetry, options: wanted)
      singleQuencher = quencher
    }
    let descended = try quencher.descend(from: start)
    let refinement = try quencher.refine(descended)
    let last = refinement.point
    var report = QuenchReport(
      x: last?.x ?? descended.x, energy: last?.energy ?? descended.value,
      gradientNorm: last?.gradientNorm ?? descended.gradientNorm, steps: descended.steps,
      evaluations: descended.evaluations + refinement.evaluations,
      stepOffs: refinement.stepOffs, failure: refinement.failure, minimum: nil, isNew: false)
    if let minimum = refinement.minimum {
      let stored = try store(minimum)
      report.proof = minimum.proof
      report.minimum = stored.id
      report.isNew = stored.isNew
    } else if let point = refinement.degenerate {
      _ = try store(point)
      report.proof = point.proof
    }
    return report
  }

  /// Stores a point at once.
  func store(_ point: StationaryPoint) throws -> (id: Int, isNew: Bool) {
    do {
      try file.read { try refresh($0) }
      let noted = try note(point, origin: nil)
      // While this is stored, another process may bring the same point.
      let before = count
      try commit()
      return noted.isNew && count == before ? (newestID, true) : (noted.id, noted.isNew)
    } catch {
      discardPending()
      throw error
    }
  }
}
