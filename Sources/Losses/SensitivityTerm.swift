import Layers
import Reachability
import Regions
import Tensors

/// The sensitivity of the network: a measure of the size of the reachable set of every sample under
/// additive perturbations of at most `epsilon` in every input, averaged over the samples
/// (Wang et al. 2018, arXiv 1810.11726).
public struct SensitivityTerm: LossTerm {
  public let epsilon: Scheduled
  public let options: BoundOptions
  public let measure: Measure

  public init(
    epsilon: Scheduled, options: BoundOptions = BoundOptions(), measure: Measure = .geometricWidth
  ) {
    self.epsilon = epsilon
    self.options = options
    self.measure = measure
  }

  public var name: String { "sensitivity" }
  public var description: String {
    let settings =
      ["eps = \(epsilon)", "domain = \"\(options.domain.rawValue)\""] + options.settings
      + ["measure = \"\(measure.rawValue)\""]
    return "sensitivity{\(settings.joined(separator: ", "))}"
  }

  public func callAsFunction(_ net: Network, _ x: Value, _ y: Value) throws -> Value {
    let set = try Box.ball(x, epsilon: epsilon.value(x.floating().dtype))
    return try set.image({ try net($0) }, options).measured(measure).mean()
  }
}
