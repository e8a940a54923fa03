extension Graph {
  /// Whether anything is computed in single precision.
  package var isSinglePrecision: Bool { nodes.contains { $0.type.dtype == .float32 } }

  /// The same function in double precision, as far as real numbers go: what is made single on the way stays
  /// as it is. Inputs and constants in single precision are given as doubles.
  package func inDoublePrecision() throws -> Graph {
    func doubled(_ type: TensorType) -> TensorType {
      type.dtype == .float32 ? TensorType(type.shape, .float64) : type
    }
    func constant(_ tensor: Tensor) throws -> Tensor {
      tensor.dtype == .float32 ? try Value.tensor(tensor).cast(to: .float64).tensor() : tensor
    }
    return try rewritten(inputTypes.map(doubled), constant: constant) { primitive, inputs in
      if let cast = primitive as? Cast, cast.dtype == .float32 {
        return try inputs[0].cast(to: .float64)
      }
      return try apply(primitive, inputs)
    }
  }
}
