/// Which of the points that an attack has seen is kept for a sample.
public enum Criterion: Hashable, Sendable {
  /// The first that fools the model, else the one of highest objective.
  case first
  /// The nearest that fools the model, else the sample.
  case nearest
  /// The one of highest objective.
  case highest
  /// The last, whatever it does: what adversarial training takes.
  case last
}
