import Regions
import Tensors

/// The margin of a sample: the logit of its class minus the largest other logit. Where a lower bound of it
/// is above zero, no input of the set changes the prediction.
public struct Margin {
  /// Whether the differences are taken into the last layer before anything is bounded. Other domains
  /// keep what logits have to do with one another.
  public let isMerged: Bool

  public init(_ options: BoundOptions) {
    self.init(isMerged: options.domain.mergesDifferences)
  }

  public init(isMerged: Bool) { self.isMerged = isMerged }

  /// The logit of the class minus each logit, [n, classes]; zero for the class itself.
  /// - Parameters:
  ///   - x: samples along the leading dimension.
  ///   - oneHot: 1 at the class, [n, classes].
  public func differences(
    _ model: (Value) throws -> Value, _ x: Value, oneHot: Value
  ) throws -> Value {
    guard isMerged else {
      let logits = try model(x)
      try check(logits.shape, oneHot.shape)
      let oneHot = try oneHot.cast(to: logits.dtype)
      return try (logits * oneHot).sum([1], keep: true) - logits
    }
    let (samples, classes) = (oneHot.shape[0], oneHot.shape[1])
    let identity = Value.tensor(try .identity(classes, dtype: oneHot.dtype))
    let rows = try oneHot.reshaped(to: Shape([samples, 1, classes])) - identity
    return try MergedProperty.apply(
      rows,
      to: { x in
        let logits = try model(x)
        try check(logits.shape, oneHot.shape)
        return logits
      }, at: x)
  }

  /// The bounds whose best margin is taken: those of an intersection one by one, and with linear bounds intervals,
  /// whose differences are taken into the last layer.
  public static func parts(_ options: BoundOptions) -> [BoundOptions] {
    options.domain.marginParts.map { options.with($0) }
  }

  /// The smallest difference to another class, of the best of several bounds.
  public static func least(_ bounds: [Value], oneHot: Value) throws -> Value {
    try least(bounds[1...].reduce(bounds[0]) { try $0.maximum($1) }, oneHot: oneHot)
  }

  /// The smallest difference to another class, [n].
  /// - Parameter differences: their lower bounds, [n, classes].
  public static func least(_ differences: Value, oneHot: Value) throws -> Value {
    guard differences.shape.rank == 2, differences.shape[1] > 1 else {
      throw TensorError.shapes(
        operation: "margin", got: [differences.shape], expected: "logits of at least two classes")
    }
    return try oneHot.select(differences.filled(.infinity), differences).min([1])
  }

  private func check(_ logits: Shape, _ oneHot: Shape) throws {
    guard logits == oneHot else {
      throw TensorError.shapes(
        operation: "margin", got: [logits], expected: "logits of shape \(oneHot)")
    }
  }
}

extension Value {
  /// These bounds of margins, [n], where the sample itself is in its set none above its own margin,
  /// whatever rounding did to a bound.
  /// - Parameters:
  ///   - samples: [n, …], with their logits, [n, classes].
  ///   - oneHot: 1 at the class, [n, classes].
  package func cappedByOwnMargin(
    _ samples: Value, logits: Value, oneHot: Value, _ set: Box
  ) throws -> Value {
    let own = try Margin.least(
      logits.weighted(by: oneHot).sum([1], keep: true) - logits, oneHot: oneHot)
    let inside = try samples.greaterOrEqual(to: set.lower) * samples.lessOrEqual(to: set.upper)
    let isInside = try inside.min(Array(1..<samples.shape.rank))
    return try isInside.select(minimum(own), self)
  }
}

extension Box {
  /// A lower bound of every row's margin on its set, [n].
  /// - Parameter oneHot: 1 at the class, [n, classes].
  public func margin(
    _ model: @escaping (Value) throws -> Value, oneHot: Value,
    _ options: BoundOptions = BoundOptions()
  ) throws -> Value {
    let bounds = try Margin.parts(options).map { options in
      let margin = Margin(options)
      return try image({ try margin.differences(model, $0, oneHot: oneHot) }, options).lower
    }
    return try Margin.least(bounds, oneHot: oneHot)
  }
}
