import Certificates
import Landscape
import Synchronization
import Tensors

/// A stored point that is not proved.
public struct UnprovedPoint: Sendable, Equatable {
  public enum Kind: String, Sendable { case minimum, saddle, degenerate }

  public var id: Int
  public var kind: Kind
  public var reason: String
}

/// What verifying an atlas came to.
public struct VerificationReport: Sendable {
  /// How many stored points are proved.
  public var proved = 0
  /// All others, in the order of their kinds and numbers.
  public var failed: [UnprovedPoint] = []
  public var seconds = 0.0
  /// Farthest distance of a stored point from the stationary one that is proved.
  public var largestDistance = 0.0
}

extension Atlas {
  /// A point with what is said of it.
  private struct Claim: Sendable {
    var id: Int
    var kind: UnprovedPoint.Kind
    var x: [Double]
    var proof: Proof

    var index: Int { kind == .saddle ? 1 : 0 }
  }

  /// Proves every stored point (`StationaryProof`), and that no two proved ones of a kind are the same.
  ///
  /// `progress` is called on the calling thread now and then with the numbers of points done and asked.
  public func verify(
    _ options: CertificateOptions = CertificateOptions(),
    progress: (_ done: Int, _ asked: Int) throws -> Void = { _, _ in }
  ) throws -> VerificationReport {
    try requireOpen()
    try options.checkSettings()
    let begin = ContinuousClock.now
    let verifier = try PointVerifier(surface, symmetry, options: options)
    var report = VerificationReport()
    var distinct: [UnprovedPoint.Kind: DistinctPoints] = [:]
    let all = try claims()
    let done = Atomic(0)
    for start in stride(from: 0, to: all.count, by: 1024) {
      let part = try all[start..<min(start + 1024, all.count)].map { try $0() }
      let results = try Cancellation.asking {
        try progress(done.load(ordering: .relaxed), all.count)
      } _: {
        try Team.map(part, chunk: 4, workers: options.workers) { _, claims in
          try claims.map { claim in
            try Cancellation.check()
            defer { done.add(1, ordering: .relaxed) }
            return try Atlas.result(of: claim, verifier)
          }
        }
      }
      for (claim, result) in zip(part, results) {
        switch result {
        case .success(let certificate):
          report.proved += 1
          report.largestDistance = max(report.largestDistance, certificate.distance)
          distinct[claim.kind, default: DistinctPoints()].add(
            id: claim.id, certificate, symmetry.invariants(of: claim.x))
        case .failure(let failure):
          report.failed.append(
            UnprovedPoint(id: claim.id, kind: claim.kind, reason: "\(failure)"))
        }
      }
    }
    for (kind, points) in distinct {
      for (id, other) in try points.undistinguished(
        coordinates: { try self.coordinates(of: [$0])[0] }, symmetry)
      {
        report.proved -= 1
        report.failed.append(
          UnprovedPoint(id: id, kind: kind, reason: "\(CertificateFailure.same(id: other))"))
      }
    }
    report.failed.sort { ($0.kind.rawValue, $0.id) < ($1.kind.rawValue, $1.id) }
    report.seconds = (ContinuousClock.now - begin) / .seconds(1)
    try progress(all.count, all.count)
    return report
  }

  /// Everything stored, read when it is asked for.
  private func claims() throws -> [() throws -> Claim] {
    let minima = try ids(order: .id).map { id in
      {
        let minimum = try self.minimum(id)
        return Claim(id: id, kind: .minimum, x: minimum.x, proof: minimum.proof)
      }
    }
    let degenerate = try self.minima(proof: .degenerate).map { point in
      { Claim(id: point.id, kind: .degenerate, x: point.x, proof: .degenerate) }
    }
    let saddles = knownSaddles.ids.sorted().map { id in
      {
        let saddle = try self.saddle(id)
        return Claim(id: id, kind: .saddle, x: saddle.x, proof: saddle.proof)
      }
    }
    return minima + saddles + degenerate
  }

  private static func result(
    of claim: Claim, _ verifier: PointVerifier
  ) throws -> Result<Certificate, CertificateFailure> {
    do {
      if claim.proof == .kink { throw CertificateFailure.onKink }
      if claim.kind == .degenerate { throw CertificateFailure.degenerate }
      return .success(try verifier.certify(claim.x, index: claim.index))
    } catch let failure as CertificateFailure { return .failure(failure) }
  }
}
