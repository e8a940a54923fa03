import Optimizers

/// Why a quench did not end at a proved minimum.
public enum QuenchFailure: String, Sendable, CaseIterable, Codable {
  /// The descent ran out of steps.
  case maxSteps = "max_steps"
  /// The energy fell along no direction, and yet the gradient did not vanish.
  case stuck
  case notFinite = "not_finite"
  /// Newton's method left a gradient above the tolerance.
  case notStationary = "not_stationary"
  /// Every attempt to leave a saddle ended at another one.
  case saddle
  /// The descent ended on a kink of the energy, where nothing was proved.
  case kink
  /// The energy falls for ever, with ever larger coordinates.
  case unbounded
  /// A stationary point with zero modes that no symmetry explains, along which the energy does not fall.
  case degenerate

  init?(_ status: LBFGS.Status) {
    switch status {
    case .converged: return nil
    case .maxSteps: self = .maxSteps
    case .stuck: self = .stuck
    case .notFinite: self = .notFinite
    }
  }
}
