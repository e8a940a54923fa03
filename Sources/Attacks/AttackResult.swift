import Tensors

/// What an attack found.
public struct AttackResult: Sendable {
  /// The attacked inputs; where the attack failed, the one with the highest loss, or of attacks that look for the
  /// nearest point the sample.
  public let adversarial: Tensor
  /// For each sample whether the goal is reached there: that the prediction is wrong, samples that were wrong before
  /// included; of a targeted attack that it is the target.
  public let success: [Bool]
  /// For each sample whether that was so without an attack.
  public let wasReached: [Bool]
  /// For each sample that was not fooled whether a gradient or an output was no number: nothing is known of it.
  public let isUndefined: [Bool]
  /// For each sample whether its prediction is right, and known to be.
  public let withstood: [Bool]
  /// The part of the attack, from 0, that fooled each sample.
  public let fooledBy: [Int?]
  /// The distance of each attacked input from the sample, in the norm of the threat model.
  public let distance: Tensor
  /// Gradients that were computed, in samples.
  public let gradients: Int
  /// Forward evaluations, in samples; those inside gradients count.
  public let forwards: Int

  /// The fraction of samples whose prediction is still right.
  public var accuracy: Double {
    Double(withstood.count { $0 }) / Double(max(withstood.count, 1))
  }

  /// The fraction of samples that were fooled, of those that had to be.
  public var successRate: Double {
    let open = wasReached.count { !$0 }
    let fooled = zip(success, wasReached).count { $0 && !$1 }
    return open == 0 ? 0 : Double(fooled) / Double(open)
  }
}

extension AttackResult {
  /// The results of some samples after the others.
  /// - Parameter further: evaluations besides theirs.
  init(joining parts: [AttackResult], forwards further: Int) throws {
    func joined(_ tensors: [Tensor]) throws -> Tensor {
      try Value.concatenated(tensors.map { .tensor($0) }, dimension: 0).tensor()
    }
    adversarial = try joined(parts.map(\.adversarial))
    distance = try joined(parts.map(\.distance))
    success = parts.flatMap(\.success)
    wasReached = parts.flatMap(\.wasReached)
    isUndefined = parts.flatMap(\.isUndefined)
    withstood = parts.flatMap(\.withstood)
    fooledBy = parts.flatMap(\.fooledBy)
    gradients = parts.reduce(0) { $0 + $1.gradients }
    forwards = parts.reduce(further) { $0 + $1.forwards }
  }
}
