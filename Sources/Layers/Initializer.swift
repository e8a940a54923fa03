import Tensors

/// How a block of parameters starts.
public enum Initializer: Equatable, Sendable {
  case constant(Double)
  /// Uniform in [-bound, bound].
  case uniform(bound: Double)
  case normal(deviation: Double)
  /// These numbers.
  case values([Double])

  /// PyTorch's default of linear layers, weight and bias: uniform with bound 1 / sqrt(inputs).
  public static func fanIn(_ inputs: Int) -> Initializer {
    .uniform(bound: inputs > 0 ? 1 / Double(inputs).squareRoot() : 0)
  }

  /// Glorot and Bengio 2010, eq. 16.
  public static func xavierUniform(_ inputs: Int, _ outputs: Int) -> Initializer {
    .uniform(bound: (6 / Double(max(inputs + outputs, 1))).squareRoot())
  }

  /// He et al. 2015, eq. 10.
  public static func kaimingNormal(_ inputs: Int) -> Initializer {
    .normal(deviation: (2 / Double(max(inputs, 1))).squareRoot())
  }

  func draw(_ count: Int, _ random: inout CounterRandom) -> [Double] {
    switch self {
    case .constant(let value): Array(repeating: value, count: count)
    case .uniform(let bound): (0..<count).map { _ in bound * random.symmetric() }
    case .values(let values): values
    case .normal(let deviation): (0..<count).map { _ in deviation * random.normal() }
    }
  }
}
