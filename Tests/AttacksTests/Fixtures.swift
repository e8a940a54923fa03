import Attacks
import Layers
import Regions
import Tensors

/// A small classifier and samples that it does not know well.
enum Sample {
  static func data(_ samples: Int, seed: UInt64 = 1, dtype: DType = .float64) throws
    -> (x: Value, y: Value)
  {
    var random = CounterRandom(seed: seed)
    let x = try Tensor(
      (0..<samples * 4).map { _ in random.uniform() }, shape: Shape([samples, 4]), dtype: dtype)
    let y = (0..<samples).map { _ in Double(1 + random.integer(below: 3)) }
    return (.tensor(x), .tensor(try Tensor(y)))
  }

  static func net(_ dtype: DType = .float64, classes: Int = 3) throws -> Network {
    let net = try Network([Linear(4, 12), Tanh(), Linear(12, classes)], seed: 4, dtype: dtype)
    return try net.with(parameters: net.parameters * 4)
  }

  static func run(
    _ attack: any Attack, _ model: @escaping (Value) throws -> Value, _ x: Value, _ y: Value,
    _ epsilon: Double? = 0.05, _ change: (inout Threat) -> Void = { _ in }
  ) throws -> AttackResult {
    var threat = try Threat(epsilon: epsilon)
    change(&threat)
    return try AttackDriver(attack, threat)(Model(model), x, y)
  }
}
