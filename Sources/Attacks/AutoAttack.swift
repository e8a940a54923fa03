import Settings
import Tensors

/// The ensemble of Croce & Hein 2020: APGD on cross-entropy, APGD towards other classes by the difference of logits
/// ratio, FAB towards other classes, and Square, each on the samples that those before it did not fool. The classes are
/// tried in the order of their distances if the network were linear (Melamed et al. 2024), so that few are enough.
public struct AutoAttack: DeclaredAttack, Defaulted {
  public var steps = 100
  /// Other classes that are gone to: by APGD; FAB goes to one.
  public var targets = 3
  public var queries = 5000

  public init() {}

  public static let about = About(
    "auto",
    "The AutoAttack ensemble: apgd on cross-entropy, apgd towards other classes, fab, square, each on what is left. "
      + "warnings lists what speaks against the result: a random network, a softmax at the end, zero gradients, a "
      + "search without gradients that finds more, few classes.",
    source: "Croce & Hein 2020; order of classes: Melamed et al. 2024")
  public static let settings: [Setting<AutoAttack>] = [
    .integer("steps", \.steps, 1...1_000_000, "Gradient steps of each search."),
    .integer("targets", \.targets, 1...1_000_000, "Other classes to go to; 9 in the original."),
    .integer("queries", \.queries, 1...1_000_000, "Forward evaluations of square."),
  ]

  public var isDoneWhenFooled: Bool { true }

  public var parts: [any SteppedAttack] {
    [
      APGD(steps: steps, loss: .crossEntropy),
      APGD(steps: steps, loss: .dlr, targets: targets),
      FAB(steps: steps, targets: 1), Square(queries: queries),
    ]
  }
}
