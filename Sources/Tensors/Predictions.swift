/// What outputs of a classifier, [n, classes], say of samples.
public enum Predictions {
  /// The class of each sample, from 1: the largest output, the first of equal ones. int32, [n].
  public static func classes(_ outputs: Value) throws -> Value { try outputs.argMax(1) + 1 }

  /// 1 for each sample whose class is right and 0 for the others, [n].
  /// - Parameter labels: one for each sample, of any element type.
  public static func right(_ outputs: Value, _ labels: Value) throws -> Value {
    let classes = try classes(outputs)
    return try classes.equals(labels.reshaped(to: classes.shape))
  }

  /// How many are right, in double precision; nil where outputs and targets are no classes.
  public static func countRight(_ outputs: Value, _ targets: Value) throws -> Value? {
    guard outputs.shape.rank == 2, outputs.shape[1] > 1, targets.shape.count == outputs.shape[0]
    else { return nil }
    return try right(outputs, targets).cast(to: .float64).sum()
  }
}
