import Tensors

/// What a caller of an attack can do wrong.
public enum AttackError: Error, Equatable, CustomStringConvertible {
  case inputs(Shape)
  case logits(Shape, samples: Int)
  case labels(got: Shape, samples: Int)
  case label(Double, sample: Int, classes: Int)
  case notANumber(sample: Int)
  case invalidInput(sample: Int)

  public var description: String {
    switch self {
    case .inputs(let shape): "x: got \(shape), expected a batch of samples, [n, features...]"
    case .logits(let shape, let samples):
      "the network gave \(shape), expected logits of shape [\(samples), classes] with 2 classes or more"
    case .labels(let got, let samples):
      "y: got \(got), expected one class for each of \(samples) samples"
    case .label(let value, let sample, let classes):
      value == 0
        ? "y: sample \(sample) has class 0; classes start at 1"
        : "y: sample \(sample) has class \(value), expected a whole number from 1 to \(classes)"
    case .notANumber(let sample): "x: sample \(sample) contains NaN or infinity"
    case .invalidInput(let sample):
      "x: sample \(sample) lies outside the range of valid inputs given by clip"
    }
  }
}
