/// How sets are carried through a graph. Each has a folder under `Domains`.
public enum Domain: String, CaseIterable, Sendable {
  /// Boxes, forward: interval bound propagation (Gowal et al. 2018).
  case interval
  /// Affine images of a cube, forward (Singh et al. 2018, DeepZ).
  case zonotope
  /// Linear bounds, backward, from linear bounds of all that is nonlinear (Zhang et al. 2018).
  case crown
  /// Linear bounds, backward once, from intervals of all that is nonlinear (Zhang et al. 2020).
  case crownInterval = "crown_interval"
  /// Linear bounds with optimised slopes (Xu et al. 2021).
  case alphaCrown = "alpha_crown"
  /// The common part of several domains.
  case intersection

  /// Those that can be used.
  public static let available: [Domain] = allCases.filter { $0.method != nil }

  /// What bounds graphs in this domain: one line for each folder.
  var method: (any BoundMethod.Type)? {
    switch self {
    case .interval: IntervalMethod.self
    case .zonotope: ZonotopeMethod.self
    case .crown: CrownMethod.self
    case .crownInterval: CrownIntervalMethod.self
    case .alphaCrown: AlphaCrownMethod.self
    case .intersection: IntersectionMethod.self
    }
  }
}
