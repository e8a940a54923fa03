import Tensors

/// What speaks against trusting a robust accuracy: the warnings of AutoAttack (Croce & Hein 2020, `flags_doc`).
public struct AttackDoubts {
  public private(set) var warnings: [String] = []
  /// Of the looks that were needed, in samples.
  public private(set) var gradients = 0
  public private(set) var forwards = 0

  /// Evaluations of each sample that the looks take.
  public static let cost = 3

  /// - Parameters:
  ///   - result: of an attack with several parts.
  ///   - attack: that attack.
  public init(
    _ model: Model, _ x: Value, _ y: Value, _ result: AttackResult, of attack: any Attack
  ) throws {
    let x = try x.floating().tensor(for: "attack")
    let samples = x.shape[0]
    guard samples > 0 else { return }
    let traced = try model.traced(x.type, for: "attack")
    let y = try y.cast(to: .int32).tensor(for: "attack")
    let looks = try Looks(traced, y)
    let first = try looks(x, y, traced.captured)
    let again = try Plan.cached(traced.graph)(
      [x] + model.traced(x.type, for: "attack").captured)[0]
    (gradients, forwards) = (samples, 2 * samples)
    if first.outputs.doubles != again.doubles,
      zip(first.outputs.doubles, again.doubles).contains(where: {
        $0 != $1 && !($0.isNaN && $1.isNaN)
      })
    {
      warnings.append(
        "the network is random: it gives other outputs for the same inputs; attacks of its expectation are needed"
      )
    }
    if looks.endsInSoftmax {
      warnings.append("a softmax comes last; the attack looked through it, at the logits")
    } else if AttackDoubts.areProbabilities(first.outputs) {
      warnings.append(
        "the outputs are probabilities, whose gradients vanish where the network is confident; attack the logits"
      )
    }
    let zeros = (0..<samples).count { first.isZero[$0] != 0 }
    if zeros > 0 {
      warnings.append("the gradient is zero at \(zeros) of \(samples) samples")
    }
    let classes = traced.output.shape[1]
    if classes < 4 {
      warnings.append(
        "there are \(classes) classes; the targeted ratio of logits, for 4 and more, is simplified")
    }
    let blind = Set(attack.parts.indices.filter { attack.parts[$0].isBlind })
    let found = result.fooledBy.count { $0.map(blind.contains) ?? false }
    if found > 0 {
      warnings.append(
        "a search without gradients fooled \(found) samples that those with gradients did not; the gradients may be masked"
      )
    }
    let unknown = result.isUndefined.count { $0 }
    if unknown > 0 {
      warnings.append("a gradient or an output was no number for \(unknown) samples")
    }
  }

  /// Whether all rows are numbers from 0 to 1 with the sum 1.
  private static func areProbabilities(_ outputs: Tensor) -> Bool {
    let classes = outputs.shape[1]
    return (0..<outputs.shape[0]).allSatisfy { row in
      let values = (0..<classes).map { outputs[row * classes + $0] }
      return values.allSatisfy { (0...1).contains($0) } && abs(values.reduce(0, +) - 1) < 1e-5
    }
  }

  /// Outputs at the samples, and whether the gradient there is zero.
  private struct Looks {
    private let plan: Plan
    let endsInSoftmax: Bool

    init(_ model: TracedModel, _ y: Tensor) throws {
      endsInSoftmax = model.endsInSoftmax
      let types = [model.input, y.type] + model.capturedTypes
      let traced = try Trace.graph(types) { values in
        var outputs: Value?
        let gradient = try valueAndGradient(
          of: { arguments in
            let answers = try model.answers(arguments[0], Array(values[2...]))
            outputs = answers.outputs
            return try NamedObjective.crossEntropy.values(answers.logits, values[1]).sum()
          }, at: [values[0]]
        ).gradient
        let largest = try gradient.abs().max(Array(1..<gradient.shape.rank))
        return [outputs!, try largest.equals(largest.filled(0))]
      }
      plan = try Plan.cached(traced.graph)
    }

    func callAsFunction(
      _ x: Tensor, _ y: Tensor, _ captured: [Tensor]
    ) throws -> (outputs: Tensor, isZero: Tensor) {
      let found = try plan([x, y] + captured)
      return (found[0], found[1])
    }
  }
}
