import Layers
import Settings
import Tensors

/// A loss at weights W + v, where each layer's v is one step of relative length gamma along the gradient that raises the
/// loss: v_l = gamma |W_l| g_l / |g_l|, of tensors with more than one dimension alone; v is taken as it is (Wu et al.
/// 2020). The gradient by W is then that of the loss at the perturbed weights.
///
/// Points of attacks are found once, at W, and stay.
public struct AdversarialWeightPerturbation: DeclaredTerm {
  public var loss: Loss
  public var gamma: Scheduled = 0.01

  public init(of loss: Loss, gamma: Scheduled = 0.01) {
    self.loss = loss
    self.gamma = gamma
  }

  public init(_ given: Given<AdversarialWeightPerturbation>) { loss = given[\.loss] }

  public static let about = About(
    "awp",
    "A loss at weights that one step uphill has perturbed, layer by layer: it flattens the loss "
      + "around the weights. With loss.adversarial it is AT-AWP, with loss.trades TRADES-AWP.",
    source: "Wu et al. 2020")
  public static let settings: [Setting<AdversarialWeightPerturbation>] = [
    .loss("of", \.loss, "The loss."),
    .scheduled(
      "gamma", \.gamma, .nonNegative,
      "The length of a step over that of the layer's weights: a number or a schedule."),
  ]

  public var identity: String? { loss.identity.map { _ in declaredIdentity } }
  public var caution: String? { loss.caution }

  public func value(_ context: LossContext) throws -> Value {
    let net = context.net
    let weights = try net.parameters.stopGradient()
    let first = context.inner(try net.beside(weights))
    _ = try loss.value(first)
    let gradient = try valueAndGradient(
      of: { arguments in
        let there = context.inner(try net.beside(arguments[0]), points: first.points)
        return try self.loss.value(there).reshaped(to: .scalar)
      }, at: [weights]
    ).gradient
    let moved = try net.parameters + step(net, weights, gradient)
    let there = context.inner(try net.with(parameters: moved), points: first.points)
    defer { context.goOn(after: there) }
    return try loss.value(there)
  }

  private func step(_ net: Network, _ weights: Value, _ gradient: Value) throws -> Value {
    let gamma = try gamma.value(weights.dtype)
    let pieces = try net.blocks.map { block in
      let (w, g) = (
        try weights.sliced(0, block.range), try gradient.sliced(0, block.range)
      )
      guard block.shape.rank > 1 else { return try w.filled(0) }
      let length = try g.norm()
      // Where nothing raises the loss the weights stay.
      let scale = try gamma * w.norm() / length.greater(than: 0).select(length, length.filled(1))
      return try g * scale
    }
    return pieces.isEmpty
      ? try weights.filled(0) : try Value.concatenated(pieces, dimension: 0).stopGradient()
  }
}

extension Network {
  /// The same network in the same mode at other parameters, whose passes leave nothing behind.
  fileprivate func beside(_ parameters: Value) throws -> Network {
    let copy = try with(parameters: parameters)
    return training.map { copy.inTraining(key: $0.key).network } ?? copy
  }
}
