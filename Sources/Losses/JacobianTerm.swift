import Settings
import Tensors

/// Half the mean over samples of |J|_F^2, J the Jacobian of the outputs by the inputs. Either exactly, or by n random
/// projections, C / (2 n) sum |J^T v|^2 with v uniform on the unit sphere of the C outputs: the same on average, at the
/// price of n gradients instead of C (Hoffman et al. 2019, algorithm 1).
public struct JacobianTerm: DeclaredTerm, SampleTerm, Defaulted {
  public enum Projections: SettingConvertible, Equatable {
    case random(Int)
    /// Along each output.
    case exact

    public init?(setting: SettingValue) {
      if let count = Int(setting: setting) {
        self = .random(count)
      } else if String(setting: setting) == Projections.word {
        self = .exact
      } else {
        return nil
      }
    }

    public var setting: SettingValue? {
      switch self {
      case .random(let count): .integer(count)
      case .exact: .text(Projections.word)
      }
    }

    static let word = "exact"
  }

  public var projections = Projections.random(1)

  public init() {}
  public init(projections: Projections) { self.projections = projections }

  public static let about = About(
    "jacobian",
    "Half the mean squared Frobenius norm of the Jacobian of the outputs by the inputs; of a network "
      + "in training mode as it evaluates. Random projections are others at each step.",
    source: "Hoffman et al. 2019, algorithm 1")
  public static let settings: [Setting<JacobianTerm>] = [
    Setting(
      "projections", \.projections,
      .either(.integer(1...1_000_000), .choice([Projections.word])),
      "So many random projections, which give it on average, or \"exact\", along each output.")
  ]

  public func values(_ context: LossContext) throws -> Value {
    switch projections {
    case .exact:
      return try context.jacobian(for: name).squaredLengths() * 0.5
    case .random(let count):
      let x = try context.samples(for: name)
      var total: Value?
      var classes = 1
      for _ in 0..<count {
        let key = try context.key()
        let pulled = try context.gradient(at: x) { outputs in
          let outputs = try outputs.asRows()
          classes = outputs.shape[1]
          return try outputs * JacobianTerm.directions(outputs.type, key)
        }
        let lengths = try pulled.squaredLengths()
        total = try total.map { try $0 + lengths } ?? lengths
      }
      return try (total ?? x.filled(0).squaredLengths()) * (Double(classes) / Double(2 * count))
    }
  }

  /// A unit vector for each row, uniform in direction.
  private static func directions(_ type: TensorType, _ key: Value) throws -> Value {
    let normal = try key.drawNormal(type)
    return try normal / normal.norm([1], keep: true).maximum(1e-30)
  }
}
