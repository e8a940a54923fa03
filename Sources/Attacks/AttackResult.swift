import Tensors

/// What an attack found.
public struct AttackResult: Sendable {
  /// The attacked inputs; where the attack failed, the one with the highest loss.
  public let adversarial: Tensor
  /// For each sample whether the prediction is wrong there, samples that were wrong before
  /// included.
  public let success: [Bool]
  /// For each sample whether the prediction was wrong without an attack.
  public let wasWrong: [Bool]
  /// The distance of each attacked input from the sample, in the norm of the threat model.
  public let distance: Tensor
  /// Gradients that were computed, in samples.
  public let gradients: Int
  /// Forward evaluations, in samples; those inside gradients count.
  public let forwards: Int

  /// The fraction of samples whose prediction is still right.
  public var accuracy: Double {
    Double(success.count { !$0 }) / Double(max(success.count, 1))
  }

  /// The fraction of samples, of those that were right, whose prediction was changed.
  public var successRate: Double {
    let right = wasWrong.count { !$0 }
    let fooled = zip(success, wasWrong).count { $0 && !$1 }
    return right == 0 ? 0 : Double(fooled) / Double(right)
  }
}
