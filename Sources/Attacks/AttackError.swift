import Regions
import Tensors

/// What a caller of an attack can do wrong.
public enum AttackError: Error, Equatable, CustomStringConvertible {
  case inputs(Shape)
  case logits(Shape, samples: Int)
  case notANumber(sample: Int)
  case notFinite(attack: String, step: Int)
  case norm(Norm, attack: String, [Norm])
  case radius(attack: String)
  case ratio(attack: String)
  case targetsOfTargeted
  case notDifferentiable
  case weight(attack: String)

  public var description: String {
    switch self {
    case .inputs(let shape): "x: got \(shape), expected a batch of samples, [n, features...]"
    case .logits(let shape, let samples):
      "the network gave \(shape), expected logits of shape [\(samples), classes] with 2 classes or more"
    case .notFinite(let attack, let step):
      "attack '\(attack)': step \(step) gave points that contain NaN or infinity"
    case .norm(let norm, let attack, let known):
      "norm \"\(norm.rawValue)\": attack \(attack) has "
        + known.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    case .radius(let attack): "eps is missing: attack \(attack) looks inside a ball"
    case .ratio(let attack):
      "\(attack): the difference of logits ratio needs three classes, the network has two; use loss = \"margin\""
    case .notDifferentiable:
      "the function has no derivative by its inputs: something in it (rounding, a comparison, argmax, detach) lets none "
        + "through; attack.square and attack.noise need none"
    case .targetsOfTargeted:
      "targets are the classes that an untargeted attack goes to, one after the other; of a targeted attack, give target"
    case .weight(let attack):
      "\(attack): weight is that of the margin against the distance in norm \"2\"; in norm \"inf\" there is none"
    case .notANumber(let sample): "x: sample \(sample) contains NaN or infinity"
    }
  }
}
