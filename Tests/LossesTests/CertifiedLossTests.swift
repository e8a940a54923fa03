import Attacks
import Layers
import Losses
import Regions
import Settings
import Tensors
import TestSupport
import Testing

@Suite struct CertifiedLossTests {
  private struct Problem {
    let net: Network
    let x: Value
    let y: Value
    let clip: Clip?

    func values(_ term: any SampleTerm) throws -> [Double] {
      try term.values(LossContext(net, x, y)).tensor().doubles
    }
  }

  private func problem(_ seed: UInt64, clip: ClosedRange<Double>? = nil) throws -> Problem {
    var random = CounterRandom(seed: seed)
    let x = try Tensor(
      (0..<40).map { _ in random.uniform() }, shape: Shape([10, 4]), dtype: .float64)
    let y = try Tensor((0..<10).map { Int32(1 + $0 % 3) }, shape: Shape([10]))
    let activation: any Layer = seed % 2 == 0 ? Tanh() : ReLU()
    let net = try Network(
      [Linear(4, 8), activation, Linear(8, 8), activation, Linear(8, 3)], seed: seed,
      dtype: .float64)
    return Problem(
      net: try net.with(parameters: net.parameters * 2), x: .tensor(x), y: .tensor(y),
      clip: try clip.map { try Clip($0) })
  }

  private let attack = PGD(steps: 4, randomStart: false)

  /// The largest cross-entropy of each sample at points of the ball, drawn and attacked.
  private func worstFound(_ problem: Problem, _ epsilon: Double) throws -> [Double] {
    let box = try Box.ball(
      problem.x, epsilon: .scalar(epsilon, .float64), clip: problem.clip)
    var worst = [Double](repeating: 0, count: 10)
    var random = CounterRandom(seed: 3)
    for k in 0..<60 {
      let point = try box.sample(corner: k % 2 == 0, &random)
      let found = try CrossEntropy().values(LossContext(problem.net, point, problem.y))
      worst = zip(worst, try found.tensor().doubles).map { max($0, $1) }
    }
    let attacked = try problem.values(
      AdversarialTerm(
        epsilon: .constant(epsilon), attack: PGD(steps: 20, restarts: 2), clip: problem.clip))
    return zip(worst, attacked).map { max($0, $1) }
  }

  /// No point of the ball has a larger cross-entropy than a bound of all.
  @Test(arguments: 1...6) func boundsHoldForEveryPoint(_ seed: UInt64) throws {
    let problem = try problem(seed, clip: seed > 3 ? 0...1 : nil)
    let found = try worstFound(problem, 0.1)
    for term in [
      IntervalBound(epsilon: 0.1, kappa: 0, clip: problem.clip) as any SampleTerm,
      CrownInterval(epsilon: 0.1, beta: 1, kappa: 0, clip: problem.clip),
      CrownInterval(epsilon: 0.1, beta: 0.4, kappa: 0, clip: problem.clip),
      CCIBP(epsilon: 0.1, alpha: 1, clip: problem.clip),
      MTLIBP(epsilon: 0.1, alpha: 1, clip: problem.clip),
    ] {
      for (bound, value) in zip(try problem.values(term), found) {
        #expect(bound >= value - 1e-12, "\(term.description)")
      }
    }
  }

  /// A larger ball has a larger bound, and one of radius nearly zero none beyond cross-entropy.
  @Test func boundsGrowWithTheBall() throws {
    let problem = try problem(1)
    let clean = try problem.values(CrossEntropy())
    for make in [
      { IntervalBound(epsilon: $0, kappa: 0) as any SampleTerm },
      { CrownInterval(epsilon: $0, kappa: 0) },
    ] as [(Scheduled) -> any SampleTerm] {
      var before = try problem.values(make(1e-9))
      expectClose(before, clean, absolute: 1e-6)
      for epsilon in [0.01, 0.05, 0.2] {
        let now = try problem.values(make(.constant(epsilon)))
        #expect(zip(before, now).allSatisfy { $0 <= $1 + 1e-12 })
        before = now
      }
    }
  }

  /// Merged, the bound is never worse than that of logits bounded one by one.
  @Test(arguments: 1...4) func differencesAreTakenIntoTheLastLayer(_ seed: UInt64) throws {
    let problem = try problem(seed)
    let logits = try problem.net(problem.x)
    let set = try Box.ball(problem.x, epsilon: .scalar(0.05, .float64))
      .image { try problem.net($0) }
    let oneHot = try Labels.oneHot(problem.y, samples: 10, classes: 3, dtype: .float64)
    let worst = try oneHot.select(set.lower, set.upper)
    let separate = try (worst.logSumExp([1]) - worst.weighted(by: oneHot).sum([1])).tensor().doubles
    let merged = try problem.values(IntervalBound(epsilon: 0.05, kappa: 0))
    #expect(zip(merged, separate).allSatisfy { $0 <= $1 + 1e-12 })
    #expect(merged.reduce(0, +) < separate.reduce(0, +))
    #expect(logits.shape[1] == 3)
  }

  /// Small boxes lie between the attack and the whole ball.
  @Test(arguments: 1...4) func smallBoxesLieBetween(_ seed: UInt64) throws {
    let problem = try problem(seed, clip: 0...1)
    let whole = try problem.values(IntervalBound(epsilon: 0.2, kappa: 0, clip: problem.clip))
    for shrink in [0, 0.3, 0.7, 1] {
      let term = SABR(epsilon: 0.2, shrink: shrink, attack: attack, clip: problem.clip)
      let boxes = try problem.values(term)
      let points = try problem.values(
        AdversarialTerm(
          epsilon: .constant(0.2 * (1 - shrink)), attack: attack, clip: problem.clip))
      for (k, value) in boxes.enumerated() {
        #expect(value >= points[k] - 1e-12 && value <= whole[k] + 1e-12)
      }
      if shrink == 0 { expectClose(boxes, points, absolute: 1e-12) }
      if shrink == 1 { expectClose(boxes, whole, absolute: 1e-12) }
    }
  }

  /// The combinations begin at the attack, end at the bound, and cross-entropy of the combined differences is no more
  /// than the combination of cross-entropies, since it is convex.
  @Test(arguments: 1...4) func combinationsOfAttackAndBound(_ seed: UInt64) throws {
    let problem = try problem(seed)
    let points = try problem.values(AdversarialTerm(epsilon: 0.1, attack: attack))
    let bounds = try problem.values(IntervalBound(epsilon: 0.1, kappa: 0))
    for alpha in [0, 0.2, 0.5, 1] {
      let share = Scheduled.constant(alpha)
      let multi = try problem.values(MTLIBP(epsilon: 0.1, alpha: share, attack: attack))
      let convex = try problem.values(CCIBP(epsilon: 0.1, alpha: share, attack: attack))
      expectClose(
        multi, zip(points, bounds).map { (1 - alpha) * $0 + alpha * $1 }, absolute: 1e-12)
      #expect(zip(convex, multi).allSatisfy { $0 <= $1 + 1e-12 })
      if alpha == 0 { expectClose(convex, points, absolute: 1e-12) }
      if alpha == 1 { expectClose(convex, bounds, absolute: 1e-12) }
    }
  }

  /// Of a linear network the zonotope is exact: the sum is that of the absolute weights, whatever eps is.
  @Test func setsOfLinearNetworks() throws {
    let problem = try problem(1)
    let net = try Network([Linear(4, 3)], seed: 4, dtype: .float64)
    let weights = try net.parameters.tensor().doubles.prefix(12).map(abs).reduce(0, +)
    for epsilon in [0.01, 0.3] {
      let size = try SetBased(epsilon: .constant(epsilon), tau: 1)(net, problem.x, problem.y)
      try expectClose(size.tensor().item(), weights / 3, absolute: 1e-12)
      let center = try SetBased(epsilon: .constant(epsilon), tau: 0)(net, problem.x, problem.y)
      try expectClose(
        center.tensor().item(), CrossEntropy()(net, problem.x, problem.y).tensor().item(),
        absolute: 1e-12)
    }
  }

  /// Numbers of a training: outside of one schedules have their last, and a ramp that is still at 0 harms nothing.
  @Test func schedules() throws {
    let problem = try problem(2)
    func ramp(_ from: Double, _ to: Double) -> Scheduled {
      .schedule(Schedule(from: from, .ramp(to: to, epochs: 3)))
    }
    let pairs: [(any SampleTerm, any SampleTerm)] = [
      (
        IntervalBound(epsilon: ramp(0, 0.1), kappa: ramp(1, 0.5)), IntervalBound(epsilon: 0.1)
      ),
      (
        CrownInterval(epsilon: ramp(0, 0.1), beta: ramp(1, 0.2), kappa: ramp(1, 0.5)),
        CrownInterval(epsilon: 0.1, beta: 0.2)
      ),
      (
        SABR(epsilon: ramp(0, 0.1), attack: attack), SABR(epsilon: 0.1, attack: attack)
      ),
      (
        MTLIBP(epsilon: ramp(0, 0.1), alpha: ramp(0, 0.3), attack: attack),
        MTLIBP(epsilon: 0.1, alpha: 0.3, attack: attack)
      ),
      (
        CCIBP(epsilon: ramp(0, 0.1), alpha: ramp(0, 0.3), attack: attack),
        CCIBP(epsilon: 0.1, alpha: 0.3, attack: attack)
      ),
      (SetBased(epsilon: ramp(0, 0.1), tau: ramp(0, 0.4)), SetBased(epsilon: 0.1, tau: 0.4)),
    ]
    for (scheduled, constant) in pairs {
      try expectClose(
        problem.values(scheduled), problem.values(constant), absolute: 1e-12,
        scheduled.description)
      // The plan takes the numbers as inputs; the first epoch has a radius of 0.
      let gradients = try Trace.graph(
        [problem.net.parameters.type], collecting: Schedule.self
      ) { arguments in
        [
          try valueAndGradient(
            of: { try scheduled(problem.net.with(parameters: $0[0]), problem.x, problem.y) },
            at: [arguments[0]]
          ).gradient
        ]
      }
      let numbers = try gradients.implicit.map {
        try Tensor(scalar: $0.source.value(epoch: 1), dtype: $0.type.dtype)
      }
      let found = try Plan(gradients.graph)([problem.net.parameters.tensor()] + numbers)[0]
      let isFinite = found.doubles.allSatisfy { $0.isFinite }
      #expect(isFinite, "\(scheduled.description)")
    }
  }

  /// All parameters zero is no place where a training stands still or breaks.
  @Test func descendsFromZero() throws {
    let problem = try problem(2)
    let zeros = try problem.net.parameters.filled(0)
    for term in [
      IntervalBound(epsilon: 0.1) as any LossTerm, CrownInterval(epsilon: 0.1),
      SABR(epsilon: 0.1), MTLIBP(epsilon: 0.1), CCIBP(epsilon: 0.1), SetBased(epsilon: 0.1),
    ] {
      let (value, gradient) = try valueAndGradient(
        of: { try term(problem.net.with(parameters: $0[0]), problem.x, problem.y) }, at: [zeros])
      let direction = try gradient.tensor().doubles
      #expect(direction.allSatisfy { $0.isFinite } && direction.contains { $0 != 0 })
      let next = try zeros - gradient * 0.1
      let after = try term(problem.net.with(parameters: next), problem.x, problem.y)
      #expect(try after.tensor().item() < value.tensor().item(), "\(term.name)")
    }
  }

  @Test func whatIsWrongIsSaid() throws {
    let problem = try problem(1)
    func message(_ body: () throws -> Void) -> String {
      do {
        try body()
        return ""
      } catch { return "\(error)" }
    }
    for type in lossTerms
    where ["interval_bound", "crown_interval", "sabr", "mtl_ibp", "cc_ibp", "set_based"]
      .contains(type.about.name)
    {
      let name = type.about.name
      #expect(
        message { _ = try type.make([:]) }
          == "\(name): option 'eps' is missing, expected a number > 0 or a schedule")
      for wrong in [0, -0.1, Double.nan, .infinity] {
        #expect(message { _ = try type.make(["eps": .number(wrong)]) }.contains("a number > 0"))
      }
      let falling = Schedule(from: 0.1, .ramp(to: -0.1, epochs: 2))
      #expect(
        message { _ = try type.make(["eps": .object(falling)]) }.contains("a number > 0"))
      let term: any LossTerm = try type.make(["eps": .number(0.1)])
      func call(_ x: Value, _ y: Value) -> String {
        message { _ = try term(problem.net, x, y) }
      }
      #expect(
        try call(problem.x.sliced(0, 0..<0), problem.y.sliced(0, 0..<0)).contains(
          "\(name): got 0x3, expected logits of shape [n, classes]"))
      #expect(try call(problem.x, problem.y - 1).contains("classes start at 1"))
      #expect(try call(problem.x, problem.y + 1).contains("from 1 to 3"))
      #expect(try call(problem.x, problem.y.sliced(0, 0..<4)).contains("one class for each"))
      let clipped: any LossTerm = try type.make(
        ["eps": .number(0.1), "clip": .list([.number(0), .number(0.5)])])
      #expect(
        message { _ = try clipped(problem.net, problem.x, problem.y) }
          .contains("outside the range of valid inputs"))
    }
    for (name, key) in [
      ("interval_bound", "kappa"), ("crown_interval", "beta"), ("mtl_ibp", "alpha"),
      ("cc_ibp", "alpha"), ("set_based", "tau"), ("sabr", "shrink"),
    ] {
      let type = try #require(lossTerms.first { $0.about.name == name })
      for wrong in [-0.1, 1.1, .nan] {
        #expect(
          message { _ = try type.make(["eps": .number(0.1), key: .number(wrong)]) }
            .contains("option '\(key)' must be a number >= 0 and <= 1"))
      }
      guard key != "shrink" else { continue }
      let steep = Schedule(from: 0, .ramp(to: 2, epochs: 2))
      #expect(
        message { _ = try type.make(["eps": .number(0.1), key: .object(steep)]) }
          .contains("option '\(key)' must be a number >= 0 and <= 1"))
    }
    let single = try Network([Linear(4, 1)], dtype: .float64)
    #expect(
      message {
        _ = try IntervalBound(epsilon: 0.1)(single, problem.x, problem.y.filled(1))
      }.contains("at least two classes"))
  }
}
