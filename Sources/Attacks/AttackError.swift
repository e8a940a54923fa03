import Tensors

/// What a caller of an attack can do wrong.
public enum AttackError: Error, Equatable, CustomStringConvertible {
  case inputs(Shape)
  case logits(Shape, samples: Int)
  case notANumber(sample: Int)
  case notFinite(attack: String, step: Int)

  public var description: String {
    switch self {
    case .inputs(let shape): "x: got \(shape), expected a batch of samples, [n, features...]"
    case .logits(let shape, let samples):
      "the network gave \(shape), expected logits of shape [\(samples), classes] with 2 classes or more"
    case .notFinite(let attack, let step):
      "attack '\(attack)': step \(step) gave points that contain NaN or infinity"
    case .notANumber(let sample): "x: sample \(sample) contains NaN or infinity"
    }
  }
}
