import Landscape
import Tensors

extension Atlas {
  /// Quenches every point of a file on the energy of this atlas, and stores the minima that are proved. Columns of the
  /// file stand beside them; what an atlas computes itself is computed. An error in the file, or an interruption, leaves what
  /// was stored before.
  /// - Parameter progress: called on the calling thread with the number of points done, and that of all where it is known.
  public func importProving(
    minima source: String, format: ExchangeFormat? = nil, workers: Int = 1,
    progress: (_ done: Int, _ all: Int?) throws -> Void = { _, _ in }
  ) throws -> ImportReport {
    try requireOpen()
    try requireEnergy()
    var reader = try (format ?? ExchangeFormat(of: source)).reader(source)
    guard reader.dimension == surface.dimension else {
      throw ExchangeError.dimension(
        path: source, expected: surface.dimension, got: reader.dimension)
    }
    var report = ImportReport()
    report.notes = reader.notes
    report.energyDifference = 0
    let (surface, quench) = (surface, options.quench)
    let slots = (0..<max(1, workers)).map { _ in Guarded<Prover?>(nil) }
    var done = 0
    while true {
      var part: [ForeignPoint] = []
      while part.count < 32 * slots.count, let point = try nextPoint(&reader, source) {
        if point.isInvalid { report.invalid += 1 } else { part.append(point) }
      }
      guard !part.isEmpty else { break }
      let proved = try Cancellation.asking {
        try progress(done, reader.count)
      } _: {
        try Team.map(part, chunk: 4, workers: slots.count) { worker, points in
          try slots[worker].withLock { slot in
            let prover = try slot ?? Prover(surface, quench)
            slot = prover
            return try points.map { point in
              try Cancellation.check()
              return try prover.prove(point)
            }
          }
        }
      }
      try store(proved, of: part, columns: reader.columns, &report)
      done += part.count
    }
    try progress(done, reader.count)
    return report
  }

  private func store(
    _ proved: [Prover.Result], of part: [ForeignPoint], columns: [ForeignColumn],
    _ report: inout ImportReport
  ) throws {
    do {
      try file.read { try refresh($0) }
      let before = newestID
      // Where numbers of the file belong: to the first of its points that leads to a minimum.
      var owners: [Int: Int] = [:]
      for (k, result) in proved.enumerated() {
        report.energyDifference = max(report.energyDifference ?? 0, result.energyDifference)
        guard let minimum = result.minimum else {
          report.failures[result.failure, default: 0] += 1
          continue
        }
        let noted = try note(minimum, origin: nil)
        guard minimum.proof.counts else {
          report.failures[minimum.proof.rawValue, default: 0] += 1
          continue
        }
        if noted.isNew { report.imported += 1 } else { report.known += 1 }
        if noted.isNew, noted.id > before { owners[noted.id] = k }
      }
      try commit()
      var start = 0
      for column in columns {
        let range = start..<start + column.width
        try annotate(
          column.name, width: column.width,
          owners.sorted { $0.key < $1.key }.map { ($0.key, Array(part[$0.value].numbers[range])) })
        start += column.width
      }
    } catch {
      discardPending()
      throw error
    }
  }
}

/// Quenches points of a file on one thread.
private final class Prover {
  struct Result {
    var minimum: StationaryPoint?
    var failure = ""
    /// Between the energy and the file's, at the file's point.
    var energyDifference: Double
  }

  private let quencher: Quencher
  private let evaluator: any EnergyEvaluator
  private var slope: [Double]

  init(_ surface: any EnergySurface, _ options: QuenchOptions) throws {
    quencher = try Quencher(surface: surface, options: options)
    evaluator = try surface.makeEvaluator()
    slope = [Double](repeating: 0, count: surface.dimension)
  }

  func prove(_ point: ForeignPoint) throws -> Result {
    let energy = try evaluator.energy(point.x, gradient: &slope)
    let difference = energy.isNaN ? .infinity : abs(energy - point.energy)
    guard energy.isFinite, slope.allSatisfy(\.isFinite) else {
      return Result(
        minimum: nil, failure: QuenchFailure.notFinite.rawValue, energyDifference: difference)
    }
    let refinement = try quencher.refine(quencher.descend(from: point.x))
    return Result(
      minimum: refinement.minimum, failure: refinement.failure?.rawValue ?? "",
      energyDifference: difference)
  }
}
