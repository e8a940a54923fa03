import Tensors

/// The best point found for each sample: the first that fools the model, else the one of highest
/// loss.
struct Best {
  private var points: [Double]
  private var objective: [Double]
  private(set) var isFooled: [Bool]
  var wasWrong: [Bool]
  private let features: Int

  init(_ target: Target) {
    points = target.x.doubles
    objective = Array(repeating: -.infinity, count: target.samples)
    isFooled = Array(repeating: false, count: target.samples)
    wasWrong = isFooled
    features = target.features
  }

  mutating func offer(_ candidates: Tensor, _ rows: [Int], _ response: Target.Response) {
    for (k, row) in rows.enumerated() where !isFooled[row] {
      let isBetter = response.isWrong[k] || response.objective[k] > objective[row]
      guard isBetter else { continue }
      objective[row] = response.objective[k]
      isFooled[row] = response.isWrong[k]
      for feature in 0..<features {
        points[row * features + feature] = candidates[k * features + feature]
      }
    }
  }

  func result(_ target: Target, _ threat: ThreatModel) throws -> AttackResult {
    let adversarial = try Tensor(points, shape: target.x.shape, dtype: target.x.dtype)
    return AttackResult(
      adversarial: adversarial, success: isFooled, wasWrong: wasWrong,
      distance: try threat.distances(.tensor(target.x), .tensor(adversarial)).tensor(),
      gradients: target.gradients, forwards: target.forwards)
  }
}
