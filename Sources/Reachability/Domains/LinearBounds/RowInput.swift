import Tensors

/// The inputs of plans that bound a stage of one row, or of its patches.
enum RowInput: CaseIterable {
  /// The ends of the set.
  case lower, upper
  /// What the row depends on besides.
  case points
  /// Bounds of stages that are known by then.
  case lowers, uppers
  /// What else a plan needs.
  case extra
}

extension Packing<RowInput> {
  /// - Parameters:
  ///   - set: the type of the set's ends.
  ///   - stages: the types of the stages whose bounds are known.
  init(
    _ set: TensorType, points: [TensorType], stages: [TensorType], extra: [TensorType] = []
  ) {
    self.init { input in
      switch input {
      case .lower, .upper: [set]
      case .points: points
      case .lowers, .uppers: stages
      case .extra: extra
      }
    }
  }
}

extension LinearAnalysis {
  /// The analysis of a row in which the bounds of some stages are inputs.
  convenience init(
    _ graph: Graph, _ inputs: Packing<RowInput>.Unpacked<Value>, stages: [Int],
    _ options: BoundOptions, isRefined: Bool
  ) throws {
    try self.init(
      graph,
      Interval(lower: inputs.one(.lower), upper: inputs.one(.upper), options),
      inputs[.points], isRefined: isRefined)
    for (stage, bounds) in zip(stages, zip(inputs[.lowers], inputs[.uppers])) {
      set(bounds.0, bounds.1, for: stage)
    }
  }
}
