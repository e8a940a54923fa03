import Layers
import Settings
import Tensors

/// A weighted sum of terms.
public struct Loss: LossTerm {
  public struct Part {
    public let weight: Double
    /// What the weight is multiplied by, epoch for epoch.
    public let schedules: [Schedule]
    public let term: any LossTerm

    /// A value of the term times its weight.
    func weighted(_ value: Value) throws -> Value {
      var weighted = weight == 1 ? value : try value * weight
      for schedule in schedules {
        weighted = try weighted * Scheduled.schedule(schedule).value(weighted.dtype)
      }
      return weighted
    }
  }

  public let parts: [Part]

  public init(_ term: any LossTerm, weight: Double = 1) {
    if let loss = term as? Loss {
      parts = loss.parts.map {
        Part(weight: weight * $0.weight, schedules: $0.schedules, term: $0.term)
      }
    } else {
      parts = [Part(weight: weight, schedules: [], term: term)]
    }
  }

  private init(parts: [Part]) { self.parts = parts }

  public static func + (a: Loss, b: Loss) -> Loss { Loss(parts: a.parts + b.parts) }
  public static func * (weight: Double, loss: Loss) -> Loss { Loss(loss, weight: weight) }
  public static func * (schedule: Schedule, loss: Loss) -> Loss {
    Loss(
      parts: loss.parts.map {
        Part(weight: $0.weight, schedules: $0.schedules + [schedule], term: $0.term)
      })
  }

  public var name: String { parts.count == 1 ? parts[0].term.name : "sum" }

  public var description: String {
    parts.map { part in
      let weight = part.weight == 1 ? [] : ["\(part.weight)"]
      let factors = weight + part.schedules.map(\.description) + [part.term.description]
      return factors.joined(separator: " * ")
    }.joined(separator: " + ")
  }

  public var identity: String? {
    var texts: [String] = []
    for part in parts {
      guard let text = part.term.identity else { return nil }
      let factors = part.schedules.map(\.description).sorted()
      texts.append((["\(part.weight)"] + factors + [text]).joined(separator: " * "))
    }
    return texts.joined(separator: " + ")
  }

  public var caution: String? {
    let cautions = parts.compactMap(\.term.caution)
    return cautions.isEmpty ? nil : cautions.joined(separator: "; ")
  }

  public func value(_ context: LossContext) throws -> Value {
    var total: Value?
    for (part, value) in zip(parts, try values(context)) {
      let weighted = try part.weighted(value.value)
      total = try total.map { try $0 + weighted } ?? weighted
    }
    return total!
  }

  /// Each term's value, without its weight, in order.
  public func values(
    _ net: Network, _ x: Value, _ y: Value
  ) throws -> [(name: String, weight: Double, value: Value)] {
    try values(LossContext(net, x, y))
  }

  private func values(
    _ context: LossContext
  ) throws -> [(name: String, weight: Double, value: Value)] {
    try parts.map { part in
      let value = try part.term.value(context)
      guard value.shape.count == 1 else { throw TensorError.notScalar(value.shape) }
      return (part.term.name, part.weight, try value.reshaped(to: .scalar))
    }
  }
}

/// A loss as a setting.
extension Loss: SettingConvertible {
  /// Tells losses apart by their identity, where they have one.
  private struct Known: Identifying, CustomStringConvertible {
    let loss: Loss
    var identity: String {
      let known: String? = loss.identity
      return known ?? loss.description
    }
    var description: String { loss.description }
  }

  public init?(setting: SettingValue) {
    switch setting {
    case .object(let known as Known): self = known.loss
    case .object(let loss as Loss): self = loss
    case .object(let term as any LossTerm): self.init(term)
    default: return nil
    }
  }

  public var setting: SettingValue? { .object(Known(loss: self)) }
}

extension Setting {
  /// A loss that must be given.
  static func loss(
    _ key: String, _ path: WritableKeyPath<Owner, Loss> & Sendable, _ summary: String
  ) -> Self {
    Self(
      key, path, .term, required: true, sample: { .object(Loss(CrossEntropy())) }, summary)
  }
}
