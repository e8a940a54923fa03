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
    let output = try compute(kernel, inputs, type, name())
    if FiniteCheck.isOn { try FiniteCheck.check(output, inputs, name()) }
    return output
  }

  private static func compute(
    _ kernel: Kernel, _ inputs: [Tensor], _ type: TensorType, _ name: @autoclosure () -> String
  ) throws -> Tensor {
    BLAS.prepare()
    let output = Tensor(type, storage: try Storage(byteCount: type.byteCount))
    if type.shape.count == 0 { return output }
    guard kernel.labour > LeftBehind.worth else {
      return try call(kernel, inputs, output, name())
    }
    let name = name()
    return try LeftBehind.run { try call(kernel, inputs, output, name) }
  }

  private static func call(
    _ kernel: Kernel, _ inputs: [Tensor], _ output: Tensor, _ name: @autoclosure () -> String
  ) throws -> Tensor {
    if let split = kernel.split { return try run(kernel, split, inputs, output, name()) }
    let scratch = kernel.scratch > 0 ? try Storage(byteCount: kernel.scratch) : nil
    let code = withUnsafeTemporaryAllocation(
      of: UnsafeMutableRawPointer?.self, capacity: inputs.count + 2
    ) { operands in
      operands.initializeElement(at: 0, to: output.storage.pointer)
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
    withExtendedLifetime((inputs, output, scratch)) {}
    guard code == 0 else { throw TensorError.kernel(operation: name(), code: Int(code)) }
    return output
  }
}

extension Eager {
  /// Runs a kernel piece by piece, on the threads there are.
  private static func run(
    _ kernel: Kernel, _ split: Split, _ inputs: [Tensor], _ output: Tensor,
    _ name: @autoclosure () -> String
  ) throws -> Tensor {
    let bytes = (kernel.scratch + 63) & ~63
    let threads = Threads.count
    let scratch = try Storage(byteCount: bytes * threads)
    let operands: [UnsafeMutableRawPointer?] =
      [output.storage.pointer] + inputs.map { UnsafeMutableRawPointer(mutating: $0.pointer) }
      + [scratch.pointer]
    let isScratch = operands.indices.map { $0 == operands.count - 1 }
    let words = split.words(
      integers: kernel.integers.count, scratch: isScratch, scratchBytes: bytes)
    let integers = (kernel.integers + words).map(Int64.init)
    var step = tarn_step(
      kernel: kernel.function, operands: 0, integers: 0, reals: 0,
      split: Int32(kernel.integers.count))
    var result = withExtendedLifetime((inputs, output, scratch)) {
      tarn_run(&step, 1, operands, integers, kernel.reals, Int64(threads), 1)
    }
    if result & 255 == Int64(TARN_STOPPED) {
      try Cancellation.check()
      // Whoever does this work does not mind.
      result = withExtendedLifetime((inputs, output, scratch)) {
        tarn_run(&step, 1, operands, integers, kernel.reals, Int64(threads), 0)
      }
    }
    guard result == 0 else {
      throw TensorError.kernel(operation: name(), code: Int(result & 255))
    }
    return output
  }
}

/// OpenBLAS with its own threads gives other bits than with one; Tarn splits the work itself.
package enum BLAS {
  private static let once: Void = tarn_single_threaded_blas()
  package static func prepare() { _ = once }
}
