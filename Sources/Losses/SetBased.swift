import Reachability
import Regions
import Settings
import Tensors

/// Set-based training: (1 - tau) CE(c, y) + tau / (C eps) sum_jk |G_jk|, where c is the center and G the generators of the
/// zonotope of outputs and C the number of classes (Koller et al. 2025). The zonotope begins with a generator for each
/// input, as long as the ball is wide there; every nonlinear function keeps its approximation error as a generator for
/// each element. At eps 0 there is no set, and the sum counts 0.
///
/// Rectifiers take the chord, which gives the smallest band, as Koller et al. do; S-shaped functions the slope of the
/// smallest error or, with `deepz`, the smallest derivative (Singh et al. 2018).
public struct SetBased: DeclaredTerm, SampleTerm {
  public var epsilon: Scheduled
  public var tau: Scheduled = 0.1
  public var domain = ZonotopeDomain()
  public var clip: Clip?

  public init(
    epsilon: Scheduled, tau: Scheduled = 0.1, domain: ZonotopeDomain = ZonotopeDomain(),
    clip: Clip? = nil
  ) {
    self.epsilon = epsilon
    self.tau = tau
    self.domain = domain
    self.clip = clip
  }

  public init(_ given: Given<SetBased>) { epsilon = given[\.epsilon] }

  public static let about = About(
    "set_based",
    "Set-based training by zonotopes: 1 - tau times cross-entropy at the center of the set of outputs, plus tau "
      + "times the length of its generators for each class and unit of eps, which does not fall with eps: let tau grow "
      + "from 0 as well as eps.",
    source: "(1 - tau) CE(c, y) + tau / (classes eps) sum |G|, Koller et al. 2025")
  public static let settings: [Setting<SetBased>] = [
    .radius(\.epsilon),
    .share("tau", \.tau, "The share of the size: a number or a schedule."),
    .choice(
      "slope", \.domain.slope,
      "Lines for S-shaped activations: of the smallest error, or DeepZ's."),
    .integer(
      "max_generators", \.domain.maxGenerators, 1...Int.max, rule: "as many as there are",
      "Zonotopes with more are reduced, to no fewer than a layer has elements."),
    .clip("clip", \.clip, "{low, high}: the range of valid inputs, numbers or tensors."),
  ]

  public func values(_ context: LossContext) throws -> Value {
    let (net, oneHot) = (context.evaluation, try context.evaluatedOneHot(for: name))
    let set = try context.ball(epsilon, clip: clip).image({ try net($0) }, BoundOptions(domain))
    let center = try set.center
    return try tau.mixed(
      { try CrossEntropy.values(center, oneHot) },
      {
        let length = try set.measured(.generatorSum)
        let scale = try epsilon.value(center.dtype) * Double(oneHot.shape[1])
        let isSet = try scale.greater(than: 0)
        return try isSet.select(length / isSet.select(scale, scale.filled(1)), length.filled(0))
      })
  }
}
