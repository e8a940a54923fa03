/// The identity, through which no derivative passes.
struct StopGradient: Primitive {
  var name: String { "stop_gradient" }
  var traits: Traits { .increasing() }

  func type(of inputs: [TensorType]) throws -> TensorType { inputs[0] }
  func view(_ inputs: [TensorType], _ output: TensorType) -> Int? { 0 }
  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    Kernel.copy(output)
  }
  func vjp(_ backward: Backward) throws -> [Value?] { [nil] }
  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value { try apply(self, inputs) }
}
