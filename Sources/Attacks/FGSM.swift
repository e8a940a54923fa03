import Tensors

/// The fast gradient sign method: one step of length eps along the sign of the gradient of the loss
/// (Goodfellow et al. 2015, eq. 3); for the l2 norm, along the gradient itself.
public struct FGSM {
  public let threat: ThreatModel

  public init(_ threat: ThreatModel) { self.threat = threat }

  /// - Parameters:
  ///   - model: gives logits [n, classes] for a batch.
  ///   - x: samples along the leading dimension.
  ///   - y: classes from 1.
  public func callAsFunction(
    _ model: @escaping (Value) throws -> Value, _ x: Value, _ y: Value,
    checkpoint: () throws -> Void = {}
  ) throws -> AttackResult {
    try PGD(
      threat,
      options: PGD.Options(steps: 1, stepSize: threat.epsilon, restarts: 1, randomStart: false)
    )(model, x, y, checkpoint: checkpoint)
  }
}
