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
  public var measure = Measure.geometricWidth

  public init(
    epsilon: Scheduled, options: BoundOptions = BoundOptions(), measure: Measure = .geometricWidth
  ) {
    self.epsilon = epsilon
    self.options = options
    self.measure = measure
  }

  public init(_ given: Given<SensitivityTerm>) { epsilon = given[\.epsilon] }

  public static let about = About(
    "sensitivity",
    "The size of the set of outputs reachable when every input moves by at most eps, averaged "
      + "over the samples; of a network in training mode as it evaluates. Cross-entropy plus a "
      + "log-volume has no lower bound: scaling the logits to zero sends it to minus infinity; "
      + "geometric_width does not have that fault.",
    source: "Wang et al. 2018, arXiv 1810.11726")
  public static let settings: [Setting<SensitivityTerm>] =
    [
      .scheduled(
        "eps", \.epsilon, .nonNegative, required: true,
        "The l-infinity radius: a number or a schedule.")
    ] + BoundOptions.settings(domain: \.options.domain, sound: \.options.isSound) + [
      .choice(
        "measure", \.measure, names: Measure.allCases.filter(\.isDifferentiable).map(\.rawValue),
        shown: true, "How large a set is; any measure with a derivative."),
      .number(
        "smooth", \.options.smooth, .nonNegative,
        "Bounds |w| by sqrt(w^2 + smooth^2), which is nowhere less and has a derivative where a weight is 0: minima "
          + "then lie on no kinks of the bounds."),
    ]

  public var caution: String? {
    measure.isLogarithm
      ? "a log-volume has no lower bound; training may scale the logits to zero" : nil
  }

  public func values(_ context: LossContext) throws -> Value {
    let x = context.x
    let set = try Box.ball(x, epsilon: epsilon.value(x.floating().dtype))
    let net = context.evaluation
    return try set.image({ try net($0) }, options).measured(measure)
  }
}
