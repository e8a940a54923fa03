import CKernels

/// Runs a primitive at once.
enum Eager {
  static func run(_ primitive: some Primitive, _ inputs: [Tensor]) throws -> Tensor {
    let types = inputs.map(\.type)
    let type = try primitive.type(of: types)
    if let offset = primitive.view(types, type) {
      return Tensor(type, storage: inputs[0].storage, offset: inputs[0].offset + offset)
    }
    return try run(primitive.kernel(types, type), inputs, type, primitive.name)
  }

  static func run(
    _ kernel: Kernel, _ inputs: [Tensor], _ type: TensorType, _ name: @autoclosure () -> String
  ) throws -> Tensor {
    BLAS.prepare()
    let output = try Storage(byteCount: type.byteCount)
    if type.shape.count == 0 { return Tensor(type, storage: output) }
    let scratch = kernel.scratch > 0 ? try Storage(byteCount: kernel.scratch) : nil
    let code = withUnsafeTemporaryAllocation(
      of: UnsafeMutableRawPointer?.self, capacity: inputs.count + 2
    ) { operands in
      operands.initializeElement(at: 0, to: output.pointer)
      for (k, input) in inputs.enumerated() {
        operands.initializeElement(at: k + 1, to: input.pointer)
      }
      operands.initializeElement(at: inputs.count + 1, to: scratch?.pointer)
      return kernel.integers.withUnsafeBufferPointer { integers in
        integers.withMemoryRebound(to: Int64.self) { integers in
          kernel.reals.withUnsafeBufferPointer { reals in
            kernel.function(operands.baseAddress, integers.baseAddress, reals.baseAddress)
          }
        }
      }
    }
    withExtendedLifetime((inputs, scratch)) {}
    guard code == 0 else { throw TensorError.kernel(operation: name(), code: Int(code)) }
    return Tensor(type, storage: output)
  }
}

/// OpenBLAS with its own threads gives other bits than with one; Tarn splits the work itself.
enum BLAS {
  private static let once: Void = tarn_single_threaded_blas()
  static func prepare() { _ = once }
}
