import Regions
import Settings
import Tensors

/// Which classes an attack goes to first.
public enum TargetOrder: String, CaseIterable, SettingConvertible, Sendable {
  /// Of the smallest difference of logits.
  case logits
  /// Of the smallest difference of logits over the length of its gradient: the distance of the boundary if the
  /// network were linear (Melamed et al. 2024, MALT). Costs the gradients of all logits once.
  case malt
}

extension AttackProblem {
  /// The classes that are nearest to the samples' own, from 1, int32 [n, count].
  func targets(_ count: Int, by order: TargetOrder) throws -> Value {
    guard !isTargeted else { throw AttackError.targetsOfTargeted }
    let logits: Value
    var gap: Value
    switch order {
    case .logits:
      logits = try evaluate(x).logits
      gap = try ownLogit(logits) - logits
    case .malt:
      let (all, gradients) = try classGradients(x)
      logits = all
      gap = try ownLogit(logits) - logits
      let own = try Labels.places(y, of: logits)
      let rank = gradients.shape.rank
      let ones = Array(repeating: 1, count: rank - 2)
      let places = try own.reshaped(to: Shape([own.shape[0], own.shape[1]] + ones))
      let difference = try gradients - gradients.weighted(by: places).sum([1], keep: true)
      gap = try gap / dualLength(difference).maximum(1e-30)
    }
    // What is no number is to be met by the search, which then tells it.
    gap = try gap.equals(gap).select(gap, gap.filled(1e30))
    // Never the class itself, nor one that is masked.
    let isOwn = try Labels.places(y, of: logits)
    gap = try isOwn.select(gap.filled(.infinity), gap)
    return try gap.top(min(count, classes - 1), 1, smallest: true).indices + 1
  }

  private func ownLogit(_ logits: Value) throws -> Value {
    try logits.weighted(by: Labels.places(y, of: logits)).sum([1], keep: true)
  }

  /// The dual norm of gradients [n, classes, features...], [n, classes].
  func dualLength(_ gradients: Value) throws -> Value {
    let features = Array(2..<gradients.shape.rank)
    return switch ball.norm {
    case .linf: try gradients.abs().sum(features)
    case .l2: try gradients.norm(features)
    case .l1: try gradients.abs().max(features)
    }
  }

  /// The class that this run goes to, of those of all runs, int32 [n].
  func target(of targets: Value) throws -> Value {
    let count = targets.shape[1]
    let run = try clock.timed(.int32) { Double($0.run % count) }
    let places = try Value.tensor(Tensor((0..<Int32(count)).map { $0 }, shape: Shape([count])))
    return try (targets * places.equals(run)).sum([1])
  }
}
