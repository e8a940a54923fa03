/// The identity, through which no derivative passes.
struct StopGradient: Primitive {
  var name: String { "stop_gradient" }
  var traits: Traits { .stopped }
  var counterpart: Counterpart { .same }
  static let examples = [Example(Self(), [3])]

  func type(of inputs: [TensorType]) throws -> TensorType { inputs[0] }
  func view(_ inputs: [TensorType], _ output: TensorType) -> Int? { 0 }
  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    Kernel.copy(output)
  }
  func vjp(_ backward: Backward) throws -> [Value?] { [nil] }
  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value { try apply(self, inputs) }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .none }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows { .mixed }
}
