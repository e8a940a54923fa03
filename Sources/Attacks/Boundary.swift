import Regions
import Tensors

/// Where the prediction changes, to first order: a linear function of the inputs that has to rise to zero.
struct Boundary {
  /// What the model does at the points around which it is linear.
  let evaluation: AttackProblem.Evaluation
  /// The gradient of the function, [n, features...].
  let normal: Value
  /// How far it has to rise from those points, [n]; negative beyond the boundary.
  let rise: Value
}

extension AttackProblem {
  /// The nearest boundary, in the ball's norm, of those to some classes: where the logit of one reaches that of the
  /// sample's own (Moosavi-Dezfooli et al. 2016, eq. 8). Towards a class, where its logit reaches the highest of the
  /// others.
  /// - Parameter others: classes from 1, int32 [n, count]; nil of a targeted attack.
  func boundary(at points: Value, to others: Value?) throws -> Boundary {
    guard let others else {
      let found = try ascend(points, of: margin)
      let logits = found.evaluation.logits
      return try Boundary(
        evaluation: found.evaluation, normal: found.gradient, rise: rise(logits, margin(logits)))
    }
    let (samples, count) = (others.shape[0], others.shape[1])
    let differences = try (0..<count).map { k in
      let other = try others.sliced(1, k..<k + 1).reshaped(to: Shape([samples]))
      return { (logits: Value) in
        try logits.weighted(by: Labels.places(other, of: logits)).sum([1]) - self.own(logits)
      }
    }
    let found = try ascend(points, ofEach: differences)
    let logits = found.evaluation.logits
    let values = try Value.stacked(differences.map { try $0(logits) }, dimension: 1)
    let gradients = try Value.stacked(found.gradients, dimension: 1)
    // A class that is masked is never reached; where there are any, the class itself may be among the others.
    let isOwn = try others.equals(y.reshaped(to: Shape([samples, 1]))).cast(to: values.dtype)
    let isOpen = try (1 - values.less(than: -1e29)) * (1 - isOwn)
    let distances = try isOpen.select(
      values.abs() / dualLength(gradients).maximum(1e-30), values.filled(.infinity))
    let nearest =
      try count > 1 ? Labels.places(distances.argMin(1) + 1, of: distances) * isOpen : isOpen
    let wide = try Shape([samples, count] + Array(repeating: 1, count: points.shape.rank - 1))
    return try Boundary(
      evaluation: found.evaluation,
      normal: gradients.weighted(by: nearest.reshaped(to: wide)).sum([1]),
      rise: rise(logits, values.weighted(by: nearest).sum([1])))
  }

  /// By how much the logits are beyond the boundary, whatever the attack raises, [n].
  func margin(_ logits: Value) throws -> Value {
    let margin = try NamedObjective.margin.values(logits, y)
    return try isTargeted ? -margin : margin
  }

  /// The logit of the class that the attack is about, [n].
  private func own(_ logits: Value) throws -> Value {
    try logits.weighted(by: Labels.places(y, of: logits)).sum([1])
  }

  /// How far a difference of logits has to rise, a little more than to zero: it is known up to rounding of the
  /// logits only, and where it is zero the prediction is still the class that comes first.
  func rise(_ logits: Value, _ difference: Value) throws -> Value {
    let unit = logits.dtype == .float64 ? 1e-14 : 1e-6
    return try (own(logits).abs() + difference.abs()) * unit - difference
  }
}
