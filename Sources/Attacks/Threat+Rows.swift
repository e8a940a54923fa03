import Regions
import Tensors

extension Clip {
  /// What of it belongs to some samples, where it has a range for each.
  /// - Parameter shape: of all samples.
  package func picking(_ rows: [Int], of shape: Shape) throws -> Clip {
    try Clip(low: low.picking(rows, of: shape), high: high.picking(rows, of: shape))
  }
}

extension Value {
  fileprivate func picking(_ rows: [Int], of shape: Shape) throws -> Value {
    let isOfRows = shape[0] > 1 && self.shape.rank == shape.rank && self.shape[0] == shape[0]
    return isOfRows ? .tensor(try tensor(for: "attack").rows(rows)) : self
  }
}

extension Threat {
  /// What of it belongs to some samples: radii, ranges and targets of rows go with them.
  /// - Parameter x: all samples.
  func picking(_ rows: [Int], of x: Value) throws -> Threat {
    let samples = x.shape[0]
    var threat = self
    threat.clip = try clip?.picking(rows, of: x.shape)
    if let target, target.shape.count == samples, samples > 1 {
      threat.target = .tensor(
        try target.tensor(for: "attack").rows(rows))
    }
    guard let epsilon, epsilon.shape.count > 1 else { return threat }
    // In the shape in which it goes with the samples.
    let ball = try Ball(center: x, epsilon: epsilon, norm: norm)
    threat.epsilon = try ball.epsilon.picking(rows, of: x.shape)
    return threat
  }
}
