import Attacks
import Layers
import Regions
import Tensors
import TestSupport
import Testing

/// Attacks in balls against recorded runs of their originals.
@Suite struct OriginalsTests {
  private static let nets = ["digits_mlp", "digits_conv"]

  private func threat(_ recorded: RecordedAttacks.Case, _ y: Value) throws -> Threat {
    var threat = try Threat(
      epsilon: recorded.eps, norm: recorded.region, clip: Clip(0...1), seed: 1)
    if recorded.targeted ?? false {
      // Towards the next class; classes count from 1.
      let next = try y + 1
      (threat.targeted, threat.target) = (true, try next.greater(than: 10).select(next - 10, next))
    }
    return threat
  }

  private func attack(_ recorded: RecordedAttacks.Case) -> (any DeclaredAttack)? {
    switch recorded.attack {
    case "fgsm": return FGSM()
    case "bim": return BIM()
    case "pgd": return PGD(steps: 40, randomStart: false)
    // One original adds signs of gradients.
    case "mifgsm": return recorded.original.contains("signs") ? nil : MIFGSM()
    default: return nil
    }
  }

  /// Without random numbers, the last point has the verdict of the original's wherever single and double precision
  /// agree; where the originals project onto ball and range one after the other there are as many successes or more.
  @Test(arguments: nets) func withoutRandomNumbers(_ net: String) throws {
    let problem = try RecordedAttacks.Problem(net)
    var count = 0
    for recorded in RecordedAttacks.all.cases where recorded.net == net {
      guard let attack = attack(recorded), let double = recorded.float64 else { continue }
      count += 1
      let threat = try threat(recorded, problem.y)
      let driver = AttackDriver(attack, threat, criterion: .last)
      let points = try driver(problem.model, problem.x, problem.y).adversarial
      let goal = threat.target ?? problem.y
      let reached = try Predictions.classes(problem.model(.tensor(points)))
        .equals(goal).tensor().doubles.map { ($0 != 0) == threat.targeted }
      // Nothing has to be done for samples that are wrong before.
      let clean = try Predictions.classes(problem.model(problem.x)).differs(from: problem.y)
        .tensor()
      let known = zip(recorded.flags ?? "", double).map { $0 == $1 }
      let what = "\(recorded.original), \(recorded.norm)"
      if recorded.note == "clipped" {
        let mine = reached.indices.count { reached[$0] || !threat.targeted && clean[$0] != 0 }
        #expect(mine >= recorded.successes.count { $0 } - 1, "\(what): \(mine)")
      } else {
        for sample in reached.indices where known[sample] && clean[sample] == 0 {
          #expect(reached[sample] == recorded.successes[sample], "\(what): sample \(sample + 1)")
        }
      }
    }
    #expect(count == 10)
  }

  /// As many successes as APGD with as many steps, up to what two of its seeds differ by. In l1 the original is another
  /// attack: it takes sparse steps in balls that shrink.
  @Test func apgd() throws {
    for net in ["digits_mlp", "iris_exact"] {
      let problem = try RecordedAttacks.Problem(net)
      for recorded in RecordedAttacks.cases("apgd", net)
      where recorded.region != .l1 {
        let targets = recorded.settings?.targets ?? 0
        let loss = NamedObjective(rawValue: recorded.settings?.loss ?? "") ?? .crossEntropy
        let attack = APGD(steps: 100, loss: loss, targets: targets)
        let result = try AttackDriver(attack, threat(recorded, problem.y))(
          problem.model, problem.x, problem.y)
        let theirs = recorded.successes.count { $0 }
        let others = try #require(recorded.otherSeed).count { $0 == "1" }
        let mine = result.success.count { $0 }
        let least = min(theirs, others) - abs(theirs - others)
        #expect(
          mine >= least - 1, "\(net): \(recorded.original), \(recorded.norm): \(mine) of \(theirs)")
      }
    }
  }
}
