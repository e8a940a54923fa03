import Tensors

/// Which elements of the one row of a node are bounded by a backward pass. The others keep what they
/// have: neurons that are known to be stable need no better bounds.
struct ChosenElements {
  /// Their numbers in the row, [targets]; nil for none at all.
  let list: Value?
  /// For each element of the row, where it is in the row followed by the targets, [elements].
  let places: Value?

  /// The better bounds in place of the rough ones.
  /// - Parameters:
  ///   - found: [1, targets].
  ///   - rough: of the node's shape.
  func placed(_ found: Interval, in rough: Interval) throws -> Interval {
    guard let places else { return rough }
    func merged(_ a: Value, _ b: Value) throws -> Value {
      let flat = try a.reshaped(to: Shape([1, a.shape.count]))
      return try Value.concatenated([flat, b], dimension: 1).gathered(1, places)
        .reshaped(to: a.shape)
    }
    return Interval(
      lower: try merged(rough.lower, found.lower), upper: try merged(rough.upper, found.upper))
  }
}
