import Settings
import Tensors

/// The ensemble of Croce & Hein 2020: APGD on cross-entropy, APGD towards other classes by the difference of logits
/// ratio, FAB towards other classes, and Square, each on the samples that those before it did not fool. The classes are
/// tried in the order of their distances if the network were linear (Melamed et al. 2024), so that a few are enough, and
/// fewer steps of each.
public struct AutoAttack: DeclaredAttack, Defaulted {
  public var steps = 50
  /// Other classes that APGD goes to.
  public var targets = 5
  public var queries = 5000

  public init() {}

  public static let about = About(
    "auto",
    "The AutoAttack ensemble: apgd on cross-entropy, apgd towards other classes, fab, square, each on what is left. "
      + "The original takes 100 steps and 9 classes, four times the gradients, and finds no more. warnings lists what "
      + "speaks against the result: a random network, a softmax at the end, zero gradients, a search without gradients "
      + "that finds more, few classes.",
    source: "Croce & Hein 2020; order of classes: Melamed et al. 2024")
  public static let settings: [Setting<AutoAttack>] = [
    .integer("steps", \.steps, 1...1_000_000, "Gradient steps of each search."),
    .integer("targets", \.targets, 1...1_000_000, "Other classes that apgd goes to."),
    .integer("queries", \.queries, 1...1_000_000, "Forward evaluations of square."),
  ]

  public var isDoneWhenFooled: Bool { true }

  public var parts: [any SteppedAttack] {
    [
      APGD(steps: steps, loss: .crossEntropy),
      APGD(steps: steps, loss: .dlr, targets: targets),
      FAB(steps: steps, targets: min(targets, 2)),
      Square(queries: queries),
    ]
  }
}
