import Regions
import Tensors

/// Bounds of a function in single precision that account for rounding: those of the same function in double
/// precision, rounded outward once. Rounding widens them by little more than the last digit of the result.
package struct SoundPrecision: PreparedBounds {
  private let double: any PreparedBounds
  private let dtype: DType

  /// - Parameters:
  ///   - graph: the function in double precision.
  ///   - dtype: of the bounds.
  init(
    _ graph: Graph, _ dtype: DType, _ prepare: (Graph) throws -> any PreparedBounds
  ) throws {
    double = try prepare(graph)
    self.dtype = dtype
  }

  package func callAsFunction(
    lower: Tensor, upper: Tensor, _ captured: [Tensor]
  ) throws -> ReachableSet {
    let inputs = try ([lower, upper] + captured).map {
      try SoundPrecision.doubled(.tensor($0)).tensor()
    }
    return try double(lower: inputs[0], upper: inputs[1], Array(inputs[2...]))
      .rounded(to: dtype)
  }

  /// The graph of a function, for sound bounds in double precision if it can be called so: numbers that it is
  /// written with are then those in its text. A function that brings tensors in single precision may refuse, and is
  /// traced as it is.
  package static func traced(
    _ types: [TensorType], _ options: BoundOptions, _ function: ([Value]) throws -> Value
  ) throws -> (graph: Graph, captured: [Value]) {
    let doubled = types.map {
      $0.dtype == .float32 ? TensorType($0.shape, .float64) : $0
    }
    func traced(_ types: [TensorType]) throws -> (graph: Graph, captured: [Value]) {
      try DrawnNumbers.refused { try Trace.graph(types) { [try function($0)] } }
    }
    if options.isSound, doubled != types, let found = try? traced(doubled) { return found }
    return try traced(types)
  }

  /// The same for a model, whose captured values are given in double precision with it.
  /// - Returns: also the types of its inputs as they are.
  static func traced(
    _ model: Model, _ input: TensorType, _ options: BoundOptions
  ) throws -> (model: TracedModel, types: [TensorType]) {
    func traced(_ model: Model, _ input: TensorType) throws -> TracedModel {
      try DrawnNumbers.refused { try model.traced(input, for: "bounds") }
    }
    func types(_ traced: TracedModel) -> [TensorType] {
      let own = model.captured.map(\.type)
      return [input] + own + traced.captured[own.count...].map(\.type)
    }
    if options.isSound,
      ([input] + model.captured.map(\.type)).contains(where: { $0.dtype == .float32 })
    {
      let wide = TensorType(input.shape, input.dtype == .float32 ? .float64 : input.dtype)
      let double = try model.with(captured: model.captured.map(doubled))
      if let found = try? traced(double, wide) { return (found, types(found)) }
    }
    let found = try traced(model, input)
    return (found, types(found))
  }

  /// The type of a function's result where it is called with these types: the single one, if all numbers are.
  static func result(_ graph: Graph, _ types: [TensorType]) -> DType {
    let output = graph.outputTypes[0].dtype
    let isSingle = types.allSatisfy { !$0.dtype.isFloat || $0.dtype == .float32 }
    return output.isFloat && isSingle ? .float32 : output
  }

  /// What single numbers are in double precision: the same.
  static func doubled(_ value: Value) throws -> Value {
    value.dtype == .float32 ? try value.cast(to: .float64) : value
  }
}

extension Box {
  /// The image of a function by that of the same function in double precision.
  /// - Parameter dtype: of the bounds.
  func soundImage(
    of graph: Graph, _ captured: [Value], _ options: BoundOptions, _ dtype: DType
  ) throws -> ReachableSet {
    let set = try Box(
      lower: SoundPrecision.doubled(lower), upper: SoundPrecision.doubled(upper))
    return try set.image(
      of: graph.inDoublePrecision(), captured.map(SoundPrecision.doubled), options
    ).rounded(to: dtype)
  }
}

extension ReachableSet {
  /// The set in single precision, if that is what is asked for: no smaller.
  func rounded(to dtype: DType) throws -> ReachableSet {
    guard dtype == .float32, lower.dtype == .float64 else { return self }
    let (low, high) = (try lower.rounded(.lower), try upper.rounded(.upper))
    guard let zonotope else { return ReachableSet(lower: low, upper: high, domain: domain) }
    let center = try zonotope.center.cast(to: .float32)
    let generators = try zonotope.generators.cast(to: .float32)
    // What rounding moved becomes a generator for each element.
    let moved = try (zonotope.generators - generators.cast(to: .float64)).abs()
    let hasRows = center.shape.rank > 0
    let error =
      try (zonotope.center - center.cast(to: .float64)).abs()
      + moved.sum([hasRows ? 1 : 0])
    let rest = try (error * (1 + DType.float64.error(moved.shape.count))).rounded(.upper)
    let (rows, size) = hasRows ? (rest.shape[0], rest.shape.count / max(rest.shape[0], 1)) : (1, 1)
    let identity = Value.tensor(try .identity(size, dtype: .float32))
    let own = try (identity * rest.reshaped(to: Shape([rows, 1, size])))
      .reshaped(
        to: Shape((hasRows ? [rows, size] : [size]) + rest.shape.dimensions.dropFirst()))
    var found = ReachableSet(
      lower: low, upper: high, center: center,
      generators: try .concatenated([generators, own], dimension: hasRows ? 1 : 0), domain: domain)
    found.isSmooth = isSmooth
    return found
  }
}

extension Value {
  /// A bound in double precision as the nearest in single precision that is still one.
  func rounded(_ side: Side) throws -> Value {
    let largest = Double(Float.greatestFiniteMagnitude)
    // The nearest may lie inside; a step outward is no less than the distance to the next number.
    let near = try cast(to: .float32)
    let step = try near.abs() * 0x1p-23 + Double(Float.leastNormalMagnitude)
    switch side {
    case .lower:
      let near = try near.minimum(largest)
      return try near.cast(to: .float64).greater(than: self).select(
        near - step.minimum(largest), near)
    case .upper:
      let near = try near.maximum(-largest)
      return try near.cast(to: .float64).less(than: self).select(near + step.minimum(largest), near)
    }
  }
}
