/// Numbers as targets of outputs, for a regression.
public enum Targets {
  /// The targets in the outputs' shape, element by element: those of shape [n] go with outputs [n, 1]. Nothing is
  /// broadcast, because [n] with [n, 1] would be every target with every output.
  /// - Returns: nil where they are not as many numbers for each sample.
  public static func matched(_ targets: Value, to outputs: Value) throws -> Value? {
    if targets.shape == outputs.shape { return targets }
    guard targets.shape.count == outputs.shape.count else { return nil }
    let isAligned =
      targets.shape.count == 1
      || targets.shape.rank > 0 && outputs.shape.rank > 0 && targets.shape[0] == outputs.shape[0]
    return isAligned ? try targets.reshaped(to: outputs.shape) : nil
  }

  /// (output - target)^2, in the outputs' shape.
  /// - Parameter operation: what needs them, in errors.
  public static func squares(
    _ outputs: Value, _ targets: Value, for operation: String
  ) throws -> Value {
    guard let targets = try matched(targets, to: outputs) else {
      throw TensorError.shapes(
        operation: operation, got: [outputs.shape, targets.shape],
        expected: "targets of the outputs' shape; a list of n goes with outputs n x 1")
    }
    return try (outputs - targets).square()
  }
}
