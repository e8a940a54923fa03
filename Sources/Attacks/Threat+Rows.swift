import Regions
import Tensors

extension Threat {
  /// What of it belongs to some samples: radii, ranges and targets of rows go with them.
  /// - Parameter x: all samples.
  func picking(_ rows: [Int], of x: Value) throws -> Threat {
    let samples = x.shape[0]
    func picked(_ value: Value) throws -> Value {
      let isOfRows =
        samples > 1 && value.shape.rank == x.shape.rank && value.shape[0] == samples
      return isOfRows ? .tensor(try value.tensor(for: "attack").rows(rows)) : value
    }
    var threat = self
    threat.clip = try clip.map { try Clip(low: picked($0.low), high: picked($0.high)) }
    if let target, target.shape.count == samples, samples > 1 {
      threat.target = .tensor(
        try target.tensor(for: "attack").rows(rows))
    }
    guard let epsilon, epsilon.shape.count > 1 else { return threat }
    // In the shape in which it goes with the samples.
    let ball = try Ball(center: x, epsilon: epsilon, norm: norm)
    threat.epsilon = try picked(ball.epsilon)
    return threat
  }
}
