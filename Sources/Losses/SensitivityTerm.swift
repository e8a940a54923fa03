import Layers
import Reachability
import Regions
import Settings
import Tensors

/// The sensitivity of the network: a measure of the size of the reachable set of every sample under
/// additive perturbations of at most `epsilon` in every input, averaged over the samples
/// (Wang et al. 2018, arXiv 1810.11726).
public struct SensitivityTerm: DeclaredTerm, SampleTerm {
  public var epsilon: Scheduled
  public var options = BoundOptions()
  public var measure = SensitivityMeasure.named(.geometricWidth)
  public var clip: Clip?

  public init(
    epsilon: Scheduled, options: BoundOptions = BoundOptions(), measure: Measure = .geometricWidth
  ) {
    self.epsilon = epsilon
    self.options = options
    self.measure = .named(measure)
  }

  public init(_ given: Given<SensitivityTerm>) { epsilon = given[\.epsilon] }

  public static let about = About(
    "sensitivity",
    "The size of the set of outputs reachable when every input moves by at most eps, averaged "
      + "over the samples; of a network in training mode as it evaluates. Cross-entropy plus a "
      + "log-volume has no lower bound: scaling the logits to zero sends it to minus infinity; "
      + "geometric_width does not have that fault. A strong term from the first epoch on ends in a network that "
      + "predicts one class for everything (on MNIST an accuracy of 0.1135): let eps or the weight grow, "
      + "eps = optim.ramp(0, 0.1, 10) or optim.ramp(0, 1, 10) * loss.sensitivity{eps = 0.1}, or weigh it less.",
    source: "Wang et al. 2018, arXiv 1810.11726")
  public static let settings: [Setting<SensitivityTerm>] =
    [
      .scheduled(
        "eps", \.epsilon, .nonNegative, required: true,
        "The l-infinity radius: a number or a schedule.")
    ] + BoundOptions.settings(domain: \.options.domain, sound: \.options.isSound) + [
      .clip("clip", \.clip, "{low, high}: the range of valid inputs, numbers or tensors."),
      Setting(
        "measure", \.measure,
        .either(
          .choice(Measure.allCases.filter(\.isDifferentiable).map(\.rawValue)), .function),
        shown: true,
        "How large a set is: any measure with a derivative, or function(R): a number for each row of the "
          + "reachable set R, or one for all."),
      .number(
        "smooth", \.options.smooth, .nonNegative,
        "Bounds |w| by sqrt(w^2 + smooth^2), which is nowhere less and has a derivative where a weight is 0: minima "
          + "then lie on no kinks of the bounds."),
    ]

  /// Nil where the measure is a function.
  public var identity: String? { measure.named.map { _ in declaredIdentity } }

  public var caution: String? {
    measure.named?.isLogarithm == true
      ? "a log-volume has no lower bound; training may scale the logits to zero" : nil
  }

  public func values(_ context: LossContext) throws -> Value {
    let x = context.x
    let set =
      try clip == nil
      ? Box.around(x, epsilon: epsilon.value(x.floating().dtype))
      : context.ball(epsilon, clip: clip)
    let net = context.evaluation
    return try measure.values(set.image({ try net($0) }, options), for: name)
  }
}
