import Attacks
import Regions
import Tensors

/// The nearest inputs of another class that attacks find: FAB's, and from there nearer ones by APGD on the margin, at
/// radii a little smaller, as long as it finds any.
struct NearestAttack {
  private let model: Model
  private let x: Tensor
  private let y: Tensor
  private let clip: Clip?
  private let seed: UInt64

  private static let shrinking = 0.96
  private static let rounds = 12

  init(_ model: Model, _ x: Tensor, _ y: Tensor, clip: Clip?, seed: UInt64) {
    self.model = model
    self.x = x
    self.y = y
    self.clip = clip
    self.seed = seed
  }

  /// - Parameters:
  ///   - farthest: of each row the radius beyond which nothing is.
  ///   - report: is given a row and a distance at which it was of another class.
  func callAsFunction(
    _ rows: [Int], farthest: [Double], _ report: (_ row: Int, _ radius: Double) -> Void
  ) throws {
    var nearest = [Double](repeating: .infinity, count: rows.count)
    func run(_ attack: any Attack, _ places: [Int], _ radii: [Double]?) throws -> [Int] {
      let own = places.map { rows[$0] }
      var threat = Threat(epsilon: nil)
      threat.seed = seed
      if let radii {
        let ones = [Int](repeating: 1, count: x.shape.rank - 1)
        threat.epsilon = try Value.tensor(Tensor(radii, dtype: x.dtype))
          .reshaped(to: Shape([places.count] + ones))
      }
      threat.clip = try clip?.picking(own, of: x.shape)
      let result = try AttackDriver(attack, threat)(
        model, .tensor(x.rows(own)), .tensor(y.rows(own)))
      var improved: [Int] = []
      for (k, place) in places.enumerated() where result.success[k] {
        let distance = self.distance(result.adversarial, k, rows[place])
        guard distance < nearest[place] else { continue }
        nearest[place] = distance
        report(rows[place], distance)
        improved.append(place)
      }
      return improved
    }
    var open = Array(rows.indices)
    _ = try run(FAB(), open, nil)
    // Where the boundary is far, or its direction misleads, an attack within a radius may still find something.
    let far = open.filter { nearest[$0] == .infinity && farthest[$0].isFinite }
    if !far.isEmpty { _ = try run(APGD(), far, far.map { farthest[$0] }) }
    open = open.filter { nearest[$0] < .infinity }
    for _ in 0..<NearestAttack.rounds where !open.isEmpty {
      try Cancellation.check()
      open = try run(APGD(), open, open.map { NearestAttack.shrinking * nearest[$0] })
    }
  }

  /// In double precision.
  private func distance(_ found: Tensor, _ place: Int, _ row: Int) -> Double {
    let size = x.shape.count / max(x.shape[0], 1)
    return (0..<size).reduce(0) {
      max($0, abs(found[place * size + $1] - x[row * size + $1]))
    }
  }
}
