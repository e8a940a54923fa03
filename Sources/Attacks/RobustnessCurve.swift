import Regions
import Settings
import Tensors

/// The robust accuracy at several radii by one attack. What fools a sample at a radius fools it at every larger one,
/// so that only the others are attacked again; an attack that looks for the nearest point runs once.
public struct RobustnessCurve: Declared {
  public var attack: any Attack = PGD()
  public var radii: [Double]

  public init(radii: [Double], attack: any Attack = PGD()) {
    self.radii = radii
    self.attack = attack
  }

  public init(_ given: Given<RobustnessCurve>) { radii = given[\.radii] }

  public static let about = About(
    "curve",
    "The robust accuracy at several radii by one attack, in the order in which they are given. Samples that a "
      + "smaller radius fooled are not attacked again; an attack that looks for the nearest point runs once."
  )
  public static let settings: [Setting<RobustnessCurve>] = [
    Setting("eps", \.radii, .list(.number(.nonNegative)), required: true, "The radii."),
    .variant(
      "attack", \.attack, of: attacks, or: .function, shown: true,
      "Any attack by name, with its options, or one of attack.custom with its defaults."),
  ]

  public struct Result {
    /// At each radius.
    public fileprivate(set) var accuracy: [Double]
    /// The smallest of the radii at which each sample was fooled.
    public fileprivate(set) var radius: [Double?]
    /// For each sample whether a gradient or an output was no number at some radius.
    public fileprivate(set) var isUndefined: [Bool]
    public fileprivate(set) var gradients = 0
    public fileprivate(set) var forwards = 0
  }

  /// - Parameter threat: its radius does not count.
  public func callAsFunction(
    _ model: Model, _ x: Value, _ y: Value, _ threat: Threat
  ) throws -> Result {
    let samples = x.shape.rank > 0 ? x.shape[0] : 0
    var result = Result(
      accuracy: [], radius: Array(repeating: nil, count: samples),
      isUndefined: Array(repeating: false, count: samples))
    let ascending = Array(Set(radii)).sorted()
    var accuracy: [Double: Double] = [:]
    // The last is the first where one run finds the nearest points.
    let isOfOneRun = attack.criterion == .nearest
    var open = Array(0..<samples)
    for radius in isOfOneRun ? Array(ascending.suffix(1)) : ascending {
      let found = try run(model, x, y, threat, radius, open)
      result.gradients += found.gradients
      result.forwards += found.forwards
      for (place, row) in open.enumerated() {
        if found.isUndefined[place] { result.isUndefined[row] = true }
        guard found.success[place] else { continue }
        let least = isOfOneRun ? ascending.first { found.distance[place] <= $0 } : radius
        result.radius[row] = least ?? radius
      }
      accuracy[radius] = Double(found.withstood.count { $0 }) / Double(max(samples, 1))
      open = zip(open, found.success).filter { !$1 }.map(\.0)
    }
    for radius in ascending where accuracy[radius] == nil {
      let robust = (0..<samples).count { row in
        !result.isUndefined[row] && result.radius[row].map { $0 > radius } ?? true
      }
      accuracy[radius] = Double(robust) / Double(max(samples, 1))
    }
    result.accuracy = radii.map { accuracy[$0] ?? 0 }
    return result
  }

  private func run(
    _ model: Model, _ x: Value, _ y: Value, _ threat: Threat, _ radius: Double, _ rows: [Int]
  ) throws -> AttackResult {
    var threat = threat
    threat.epsilon = try .scalar(radius, .float64)
    // What has no rows is refused there.
    guard x.shape.rank > 0, rows.count < x.shape[0] else {
      return try AttackDriver(attack, threat)(model, x, y)
    }
    func picked(_ value: Value) throws -> Value {
      .tensor(try value.tensor(for: "curve").rows(rows))
    }
    threat = try threat.picking(rows, of: x)
    return try AttackDriver(attack, threat)(model, picked(x), picked(y))
  }
}
