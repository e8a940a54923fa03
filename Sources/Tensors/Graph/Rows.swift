/// What an operation does with rows along the leading dimension: domains carry a batch of sets, and
/// drivers look at each row by itself.
public enum Rows: Sendable {
  /// Nothing is claimed: rows may be mixed.
  case mixed
  /// Row k of the result depends on row k alone of what varies.
  /// - one: the operation on one row; those that know the shape of their result know another.
  /// - shared: operands that serve all rows if they are fixed, whose leading dimension counts
  ///   something else.
  case apart(one: any Primitive, shared: [Int])
}

extension Primitive {
  /// Rows apart, by this operation on each.
  func rowsApart(shared: [Int] = []) -> Rows { .apart(one: self, shared: shared) }

  /// What the operation does with rows. Inputs that do not vary are the same for all rows.
  package func rows(_ inputs: [TensorType], varying: [Bool]) -> Rows {
    guard let output = try? type(of: inputs), output.shape.rank > 0 else { return .mixed }
    let shapes = inputs.map(\.shape)
    for (shape, varies) in zip(shapes, varying)
    where varies && (shape.rank == 0 || shape[0] != output.shape[0]) { return .mixed }
    return rows(shapes, varying)
  }

  /// Whether row k of the result depends on row k alone of the inputs marked in `varying`.
  package func keepsRows(_ inputs: [TensorType], _ varying: [Bool]) -> Bool {
    if case .apart = rows(inputs, varying: varying) { true } else { false }
  }
}
