import Tensors

extension Network {
  /// The network as what is attacked and bounded: its parameters and buffers are captured, so that it has
  /// one structure at all of them.
  public var model: Model {
    Model(captured: [parameters, buffers]) { x, captured in
      try with(parameters: captured[0]).with(buffers: captured[1])(x)
    }
  }
}
