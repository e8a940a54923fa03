import Regions
import Tensors

extension ReachableSet {
  /// What the function gives at the middle of the set of inputs, of the bounds' shape and precision; nil for sets that
  /// do not know their function. It is computed, or recorded, when it is asked for.
  public func imageOfCenter() throws -> Value? {
    try ofCenter?().cast(to: lower.dtype).reshaped(to: lower.shape)
  }

  /// The set, knowing the function that it is the image of.
  package func knowing(_ function: @escaping () throws -> Value) -> Self {
    var set = self
    set.ofCenter = function
    return set
  }
}

extension Box {
  /// The middle.
  var center: Value { get throws { try lower * 0.5 + upper * 0.5 } }
}
