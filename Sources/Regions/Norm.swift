import Settings
import Tensors

/// How the size of a perturbation is measured, row by row.
public enum Norm: String, CaseIterable, SettingConvertible, Sendable {
  case linf = "inf"
  case l2 = "2"
  case l1 = "1"

  /// The norm of each row: one number a row, or with `keep` with as many dimensions as before.
  public func length(_ step: Value, keep: Bool = false) throws -> Value {
    let features = Array(1..<step.shape.rank)
    return switch self {
    case .linf: try step.abs().max(features, keep: keep)
    case .l2: try step.norm(features, keep: keep)
    case .l1: try step.abs().sum(features, keep: keep)
    }
  }

  /// The step of length 1 that raises a function most to first order, from its gradient; rows of zeros stay.
  public func ascent(_ gradient: Value) throws -> Value {
    let features = Array(1..<gradient.shape.rank)
    switch self {
    case .linf: return try gradient.sign()
    case .l2:
      // Dividing by the largest element first keeps the squares of tiny gradients from vanishing.
      let largest = try gradient.abs().max(features, keep: true)
      let isZero = try largest.equals(largest.filled(0))
      let scaled = try gradient / isZero.select(largest.filled(1), largest)
      let length = try scaled.norm(features, keep: true)
      return try scaled / isZero.select(length.filled(1), length)
    case .l1:
      // All of it along the steepest feature; where several are equal they share it.
      let size = try gradient.abs()
      let largest = try size.max(features, keep: true)
      let isSteepest = try size.equals(largest).cast(to: gradient.dtype)
      let share = try isSteepest / isSteepest.sum(features, keep: true)
      return try gradient.sign() * share
    }
  }
}
