import Landscape
import Tensors

extension Atlas {
  /// Quenches every minimum of a file on the energy of this atlas, and stores those that are proved; then every transition
  /// state is refined, proved, and stored with the minima to which its ways down lead, whatever the file says of
  /// them. Columns of the files stand beside them; what an atlas computes itself is computed.
  ///
  /// The files are read once before, so that an error in them leaves everything as it was. An interruption leaves what was stored.
  /// - Parameter progress: called on the calling thread with the number of points done, and that of all.
  public func importProving(
    minima: String, saddles: SaddleSource = .beside, format: ExchangeFormat? = nil,
    workers: Int = 1, progress: (_ done: Int, _ all: Int) throws -> Void = { _, _ in }
  ) throws -> ImportReport {
    try requireOpen()
    try requireEnergy()
    let files = try ForeignFiles(minima: minima, saddles: saddles, format: format)
    guard files.dimension == surface.dimension else {
      throw ExchangeError.dimension(
        path: files.minima.path, expected: surface.dimension, got: files.dimension)
    }
    var report = ImportReport()
    report.notes = files.notes
    report.energyDifference = 0
    let all = try survey(files)
    let provers = Provers(
      surface, symmetry, options.quench, knownSaddles, count: max(1, workers))
    var done = 0
    for file in [files.minima, files.saddles].compactMap({ $0 }) {
      var reader = try file.reader()
      while true {
        var part: [ForeignPoint] = []
        while part.count < Atlas.provedAtOnce, let point = try nextPoint(&reader) {
          if !point.isInvalid {
            part.append(point)
          } else if file.kind == .minima {
            report.invalid += 1
          } else {
            report.saddles.invalid += 1
          }
        }
        guard !part.isEmpty else { break }
        try Cancellation.asking {
          try progress(done, all)
        } _: {
          switch file.kind {
          case .minima:
            let proved = try provers.map(part) { try $0.prove($1) }
            try store(proved, of: part, columns: reader.columns, &report)
          case .saddles:
            let newest = newestID
            let proved = try provers.map(part) { try $0.prove(saddle: $1, newest: newest) }
            try store(proved, of: part, columns: reader.columns, &report)
          }
        }
        done += part.count
      }
    }
    try progress(done, all)
    return report
  }

  /// Points between two commits. Of how many threads there are it must not depend: it decides what is known to which point.
  private static let provedAtOnce = 128

  /// Reads the files to their ends.
  /// - Returns: how many points they have.
  private func survey(_ files: ForeignFiles) throws -> Int {
    var numbers = ForeignNumbers()
    var count = 0
    for file in [files.minima, files.saddles].compactMap({ $0 }) {
      var reader = try file.reader()
      while let point = try nextPoint(&reader) {
        if !point.isInvalid { count += 1 }
        if count % 256 == 0 { try Cancellation.check() }
        guard files.saddles != nil else { continue }
        switch file.kind {
        case .minima: try numbers.add(point, id: 1, from: reader.path)
        case .saddles: _ = try numbers.pair(below: point, reader)
        }
      }
    }
    return count
  }

  private func store(
    _ proved: [Prover.Minimum], of part: [ForeignPoint], columns: [ForeignColumn],
    _ report: inout ImportReport
  ) throws {
    try storing(part, columns) { owners in
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
        if noted.isNew { owners[noted.id] = k }
      }
    }
  }

  private func store(
    _ proved: [Prover.Saddle], of part: [ForeignPoint], columns: [ForeignColumn],
    _ report: inout ImportReport
  ) throws {
    try storing(part, columns) { owners in
      for (k, result) in proved.enumerated() {
        report.energyDifference = max(report.energyDifference ?? 0, result.energyDifference)
        switch result.content {
        case .failed(let reason): report.saddles.failures[reason.rawValue, default: 0] += 1
        case .known(let id):
          visit(id)
          report.saddles.known += 1
        case .found(let saddle, let first, let second):
          var ends: [Int] = []
          for minimum in [first, second] {
            let noted = try note(minimum, origin: nil)
            if noted.isNew { report.saddles.newMinima += 1 }
            ends.append(noted.id)
          }
          let noted = try note(
            saddle: saddle, between: MinimumPair(ends[0], ends[1]), origin: nil)
          if noted.isNew { report.saddles.imported += 1 } else { report.saddles.known += 1 }
          if noted.isNew { owners[noted.id] = k }
        }
      }
    }
  }

  /// Notes a part of the points and brings them to the disk, with the numbers that stand beside them in the file.
  /// - Parameter note: notes new points, and says whose numbers belong to each: the first of the file that leads to it.
  private func storing(
    _ part: [ForeignPoint], _ columns: [ForeignColumn],
    _ note: (_ owners: inout [Int: Int]) throws -> Void
  ) throws {
    do {
      try file.read { try refresh($0) }
      var owners: [Int: Int] = [:]
      try note(&owners)
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
