import Tensors

/// A piecewise smooth energy: a traced function of one float64 vector in which relu, abs, the larger of two numbers and
/// their like are written with max(s_i, 0) of switching arguments s_i (`KinkedFunction`). With masks m_i in place of the
/// choices, max(s_i, 0) = m_i s_i, it is a smooth function E(x; m), of which this has values and derivatives.
///
/// Plans are made when they are first asked for, and shared by all threads.
public final class KinkedSurface: Sendable {
  public let dimension: Int
  /// How many switching arguments there are.
  public var kinks: Int { function.count }
  /// Operations with kinks or jumps that are not written so: nothing is proved where there are any.
  public var unsupported: [String] { function.unsupported }

  /// Whether minima on the kinks can be looked for: all kinks are seen, and they are not too many.
  public var isManageable: Bool { unsupported.isEmpty && kinks <= KinkedSurface.mostKinks }
  private static let mostKinks = 20_000

  let function: KinkedFunction
  /// Directions or rows that one run of a plan makes.
  let block: Int
  private let plans = Guarded<[KinkedPlan: Plan]>([:])
  private let foundConstants = Guarded<Constants?>(nil)

  /// What is the same at all points.
  struct Constants: Sendable {
    /// Kinks that are the same.
    let twins: KinkTwins
    /// Guarded arguments that are 0 everywhere, as the radius of a number that is known: they never change sign.
    let zeroGuards: [Int]
  }

  /// Nil for a function without kinks.
  /// - Parameter function: scalar, of a vector of `dimension` numbers; traced here, not kept.
  public init?(dimension: Int, _ function: (Value) throws -> Value) throws {
    let type = TensorType(try Shape([dimension]), .float64)
    let (graph, captured) = try Trace.graph([type]) {
      [try function($0[0]).reshaped(to: .scalar).cast(to: .float64)]
    }
    guard captured.isEmpty else { throw TensorError.foreignTrace }
    let kinked = try KinkedFunction(graph)
    guard kinked.count > 0 else { return nil }
    self.dimension = dimension
    self.function = kinked
    block = min(dimension, 64)
  }

  /// - Parameter find: called once.
  func constants(_ find: () throws -> Constants) throws -> Constants {
    try foundConstants.withLock { constants in
      if let constants { return constants }
      let found = try find()
      constants = found
      return found
    }
  }

  func plan(_ kind: KinkedPlan) throws -> Plan {
    try plans.withLock { plans in
      if let known = plans[kind] { return known }
      let plan = try kind.made(for: self)
      plans[kind] = plan
      return plan
    }
  }
}
