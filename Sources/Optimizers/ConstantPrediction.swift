import Layers
import Tensors

/// A network that predicts one class for all samples of a training that are looked at, while they have several: it has
/// settled in a place where no input counts, as a strong penalty on what depends on the input makes it.
public struct ConstantPrediction: CustomStringConvertible {
  /// From 1; 0 before the first.
  public let epoch: Int
  /// The class that is predicted, from 1.
  public let predicted: Int
  /// How many samples were looked at, and how many classes they have.
  public let samples: Int
  public let classes: Int

  public var description: String {
    "after epoch \(epoch) the network predicts class \(predicted) for all \(samples) training samples that were "
      + "looked at, which have \(classes) classes: it has become constant. What asks for small changes of the "
      + "outputs, such as a sensitivity, is too strong for a beginning: let its eps or its weight grow, "
      + "eps = optim.ramp(0, 0.1, 10) or optim.ramp(0, 1, 10) * loss.sensitivity{…}, or make the weight smaller"
  }
}

/// Looks after epochs at what a network predicts for some of the samples.
final class ConstancyCheck {
  private static let most = 200

  private let plan: Plan
  private let x: Tensor
  private let classes: Int
  /// The part of all samples that are of the most frequent class: no network that is constant is right more often.
  private let largestShare: Double
  private var wasConstant = false
  private var isSaid = false

  /// Nil where outputs and targets are no classes, or the samples have one class only.
  init?(_ net: Network, _ tensors: [Tensor], x: Tensor, y: Tensor) throws {
    let count = x.shape[0]
    guard y.shape.count == count else { return nil }
    let shares = Dictionary(y.doubles.map { ($0, 1) }, uniquingKeysWith: +)
    let looked = min(count, ConstancyCheck.most)
    let rows = (0..<looked).map { $0 * count / looked }
    self.x = try x.rows(rows)
    classes = Set(try y.rows(rows).doubles).count
    largestShare = Double(shares.values.max() ?? 0) / Double(count)
    let outputs = try net(.tensor(self.x)).shape
    guard classes > 1, outputs.rank == 2, outputs[1] > 1 else { return nil }
    plan = try Plan.cached(
      Trace.graph([tensors[0].type, tensors[1].type, self.x.type]) { values in
        let there = try net.with(parameters: values[0]).with(buffers: values[1])
        let predicted = try Predictions.classes(there(values[2]))
        return [try predicted.min(), try predicted.max()]
      }.graph)
    wasConstant = try predicted(tensors) != nil
  }

  /// The one class that is predicted.
  /// - Parameter tensors: parameters, and buffers.
  private func predicted(_ tensors: [Tensor]) throws -> Int? {
    let found = try plan([tensors[0], tensors[1], x])
    let (least, largest) = (try found[0].item(), try found[1].item())
    return least == largest ? Int(least) : nil
  }

  /// What there is to say, once in a training: that the network has become constant, or that it is constant at the end.
  /// One that begins so may leave it.
  /// - Parameter accuracy: in the epoch, before each step.
  func callAsFunction(
    _ tensors: [Tensor], epoch: Int, accuracy: Double?, isLast: Bool
  ) throws -> ConstantPrediction? {
    let isSuspicious = accuracy.map { $0 <= largestShare + 0.05 } ?? false
    guard !isSaid, isLast || isSuspicious else { return nil }
    let predicted = try predicted(tensors)
    defer { wasConstant = predicted != nil }
    guard let predicted, isLast || !wasConstant else { return nil }
    isSaid = true
    return ConstantPrediction(
      epoch: epoch, predicted: predicted, samples: x.shape[0], classes: classes)
  }
}
