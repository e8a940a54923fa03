import Tensors

/// When an attack has succeeded with a sample.
public protocol Goal: Sendable {
  /// What tells plans of goals apart.
  var name: String { get }

  /// - Parameters:
  ///   - outputs: of the model, [n, classes].
  ///   - y: the class of each sample that the attack is about, int32 [n].
  /// - Returns: 1 where it is reached and 0 elsewhere, [n].
  func isReached(_ outputs: Value, _ y: Value) throws -> Value

  /// How many outputs a model must have.
  var leastOutputs: Int { get }

  /// - Throws: what y says of samples does not go with so many outputs.
  func check(_ y: Value, samples: Int, outputs: Int) throws
}

extension Goal {
  public var leastOutputs: Int { 2 }

  public func check(_ y: Value, samples: Int, outputs: Int) throws {
    try Labels.check(y, samples: samples, classes: outputs)
  }
}

/// The prediction is not the class. Ties count as wrong only if the class comes later, as argmax decides.
public struct Misclassification: Goal {
  public init() {}
  public var name: String { "wrong" }

  public func isReached(_ outputs: Value, _ y: Value) throws -> Value {
    try Predictions.classes(outputs).differs(from: y)
  }
}

/// The prediction is the class: what a targeted attack wants.
public struct TargetClass: Goal {
  public init() {}
  public var name: String { "target" }

  public func isReached(_ outputs: Value, _ y: Value) throws -> Value {
    try Predictions.classes(outputs).equals(y)
  }
}
