import Tensors

/// The operators that are known, by their names in the standard's default domain.
enum Operators {
  typealias Operator = @Sendable (Invocation) throws -> [Operand]

  static let table: [String: Operator] = [
    elementwise, activations, logic, products, convolutions, pools, resampling, normalizations,
    reductions,
    shapes, parts, selections, constants,
  ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }

  /// Operators with inputs that must be known before the model runs, and which inputs these are. An
  /// initialiser that is used there is a constant, not a parameter.
  static let constantInputs: [String: Set<Int>] = [
    "BatchNormalization": [3, 4], "Clip": [1, 2], "Pad": [1, 2, 3], "ConstantOfShape": [0],
    "Pow": [1], "Resize": [1, 2, 3], "Upsample": [1],
  ]

  /// An operator with one output.
  static func one(_ run: @escaping @Sendable (Invocation) throws -> Value) -> Operator {
    { [.value(try run($0))] }
  }
}
