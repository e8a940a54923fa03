import Tensors

/// A primitive in a trace, to be written.
struct PrimitiveUse {
  let counterpart: Counterpart
  /// What it is in the trace for the other batch size.
  let twin: Counterpart
  let node: Int
  let inputs: [Int]
  let types: [TensorType]
  let type: TensorType
}
