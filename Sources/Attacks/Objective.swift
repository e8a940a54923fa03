import Settings
import Tensors

/// What an attack raises: a number for each row, from its logits.
public protocol Objective: Sendable {
  /// What tells plans of objectives apart.
  var name: String { get }

  /// - Parameters:
  ///   - logits: [n, classes].
  ///   - y: classes from 1, int32 [n].
  /// - Returns: [n], larger where the class is less likely.
  func values(_ logits: Value, _ y: Value) throws -> Value
}

/// The objectives that can be chosen by name. None loses its gradient where a network is confident.
public enum NamedObjective: String, CaseIterable, SettingConvertible, Objective {
  /// m = logsumexp of the other logits - logit of the class. Cross-entropy is softplus(m), an increasing function
  /// of it, so both have the same maxima and gradients of the same direction; but the gradient of m does not vanish
  /// where softmax rounds to 1.
  case crossEntropy = "cross_entropy"
  /// The largest of the other logits - logit of the class (Carlini & Wagner 2017, f6).
  case margin
  /// The difference of logits ratio (Croce & Hein 2020, eq. 6): the margin over the distance of the largest logit
  /// from the third, which no scale of the logits changes.
  case dlr

  public var name: String { rawValue }

  public func values(_ logits: Value, _ y: Value) throws -> Value {
    let own = try Labels.places(y, of: logits)
    let score = try logits.weighted(by: own).sum([1])
    // Without the class itself: its logit is lowered out of sight.
    let others = try own.select(logits.filled(-1e30), logits)
    return switch self {
    case .crossEntropy: try others.logSumExp([1]) - score
    case .margin: try others.max([1]) - score
    case .dlr: try (others.max([1]) - score) / LogitSpread.untargeted(logits)
    }
  }
}

/// Another objective, lowered: that of an attack towards a class.
struct Lowered: Objective {
  let objective: any Objective
  var name: String { "-\(objective.name)" }

  func values(_ logits: Value, _ y: Value) throws -> Value { try -objective.values(logits, y) }
}

extension Setting {
  /// What an attack raises.
  static func objective(_ path: WritableKeyPath<Owner, NamedObjective> & Sendable) -> Self {
    .choice("loss", path, "What is raised.")
  }
}

extension Labels {
  /// 1 at the class of each row and 0 elsewhere, [n, classes], of labels that were checked.
  static func places(_ y: Value, of logits: Value) throws -> Value {
    let (samples, classes) = (logits.shape[0], logits.shape[1])
    let list = try Tensor((1...classes).map(Double.init), dtype: logits.dtype)
    return try y.cast(to: logits.dtype).reshaped(to: Shape([samples, 1])).equals(.tensor(list))
  }
}
