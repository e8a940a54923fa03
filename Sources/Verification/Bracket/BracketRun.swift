import Attacks
import Reachability
import Regions
import Tensors

/// The methods one after the other, each for the samples that those before it left open.
struct BracketRun {
  let options: RobustnessBracket
  let samples: LabelledSamples
  let model: Model
  let x: Tensor
  /// int32, from 1.
  let y: Tensor
  let clip: Clip?

  func callAsFunction(_ brackets: inout [SampleBracket]) throws {
    // Attacks come first: they say where certificates are to be sought.
    try attack(&brackets)
    for (method, domain) in BracketRun.domains {
      try certify(&brackets, method, BoundOptions(domain))
    }
    try optimize(&brackets)
    for k in brackets.indices where isOpen(brackets[k]) {
      try search(&brackets, k)
    }
  }

  private static let domains: [(RobustnessBracket.Method, any AbstractDomain)] = [
    (.interval, IntervalDomain()), (.zonotope, ZonotopeDomain()), (.crown, CrownDomain()),
  ]

  private func isOpen(_ bracket: SampleBracket) -> Bool {
    !bracket.isDecided(options.radii, options.tolerance)
  }

  private func open(_ brackets: [SampleBracket]) -> [Int] {
    brackets.indices.filter { isOpen(brackets[$0]) && brackets[$0].seconds < options.timeout }
  }

  /// Runs some work for samples together, and divides its time among them.
  private func timed(
    _ brackets: inout [SampleBracket], _ rows: [Int], share: Double = 1,
    _ work: (inout [SampleBracket]) throws -> Void
  ) throws {
    let begin = ContinuousClock.now
    defer {
      let spent = (ContinuousClock.now - begin) / .seconds(1) / Double(max(rows.count, 1))
      for k in rows { brackets[k].seconds += spent }
    }
    let left = rows.reduce(0) { $0 + max(options.timeout - brackets[$1].seconds, 0) }
    do {
      try Cancellation.within(seconds: left * share) { try work(&brackets) }
    } catch is OutOfTime {}
  }

  // MARK: From above

  private func attack(_ brackets: inout [SampleBracket]) throws {
    let rows = open(brackets)
    guard !rows.isEmpty else { return }
    try timed(&brackets, rows, share: BracketRun.attackShare) { brackets in
      let attack = NearestAttack(model, x, y, clip: clip, seed: options.seed)
      do {
        try attack(rows, farthest: rows.map { samples.reach($0) }) { k, radius in
          brackets[k].attack(radius, by: .attack)
        }
      } catch AttackError.notDifferentiable {
        // Nothing says where to go; complete search still does.
      }
    }
  }

  private static let attackShare = 0.25

  // MARK: From below

  private func certify(
    _ brackets: inout [SampleBracket], _ method: RobustnessBracket.Method, _ bounds: BoundOptions,
    share: Double = BracketRun.domainShare
  ) throws {
    let rows = open(brackets)
    guard !rows.isEmpty else { return }
    try timed(&brackets, rows, share: share) { brackets in
      let certificates = Certificates(model, x, y, clip: clip, bounds)
      for part in certificates.parts(rows) {
        var search = BracketBisection(
          part.map { brackets[$0] }, radii: options.radii, farthest: part.map { samples.reach($0) },
          tolerance: options.tolerance)
        while let radii = search.next() {
          try Cancellation.check()
          let answers = try certificates.hold(part, radii)
          for (place, isCertified) in answers.enumerated() where isCertified {
            brackets[part[place]].certify(radii[place], by: method)
          }
          search.note(answers)
        }
      }
    }
  }

  private static let domainShare = 0.2

  /// Optimized lines, which take long, for one sample at a time.
  private func optimize(_ brackets: inout [SampleBracket]) throws {
    for k in open(brackets) {
      try timed(&brackets, [k], share: BracketRun.optimizedShare) { brackets in
        let certificates = Certificates(model, x, y, clip: clip, BoundOptions(AlphaCrownDomain()))
        var search = BracketBisection(
          [brackets[k]], radii: options.radii, farthest: [samples.reach(k)],
          tolerance: options.tolerance, questions: BracketRun.optimizedQuestions)
        while let radii = search.next() {
          try Cancellation.check()
          let answers = try certificates.hold([k], radii)
          if answers[0] { brackets[k].certify(radii[0], by: .alphaCrown) }
          search.note(answers)
        }
      }
    }
  }

  private static let optimizedShare = 0.2
  private static let optimizedQuestions = 6

  // MARK: Between

  private func search(_ brackets: inout [SampleBracket], _ k: Int) throws {
    try timed(&brackets, [k]) { brackets in
      let search = CompleteBracket(samples, k, model: model, x: x, options)
      try search(&brackets[k])
    }
  }
}
