import CKernels

/// Ways past the graph for what is done most: one kernel on tensors, without lists of operands. On
/// tensors of a few elements those lists would cost more than the arithmetic.
extension Eager {
  /// Work beyond this is worth several threads.
  static let small = Split.work

  /// A kernel on tensors of one shape and type; nil if that is better done the usual way.
  static func direct(
    _ kernel: tarn_kernel?, _ x: Tensor, _ y: Tensor? = nil, _ name: @autoclosure () -> String
  ) throws -> Tensor? {
    let count = x.count
    guard let kernel, count > 0, count <= small else { return nil }
    let extent = Int64(count)
    return try withUnsafePointer(to: extent) {
      try call(kernel, x, y, TensorType(x.shape, x.dtype), $0, name())
    }
  }

  /// An operation on a small tensor and a number; nil if that is better done the usual way.
  static func direct<Operation: Binary>(
    _ operation: Operation, _ x: Tensor, _ number: Double, isLeft: Bool,
    _ name: @autoclosure () -> String
  ) throws -> Tensor? {
    let count = x.count
    let kernels = isLeft ? Operation.kernels.scalarVector : Operation.kernels.vectorScalar
    guard x.dtype.isFloat, count > 1, count <= small, operation.reals.isEmpty,
      let kernel = kernels[x.dtype]
    else { return nil }
    let output = try Storage(byteCount: x.type.byteCount)
    var scalar = 0.0
    let code = withUnsafeMutableBytes(of: &scalar) { scalar in
      x.dtype.store(number, at: 0, in: scalar.baseAddress!)
      var operands = (output.pointer, x.pointer, scalar.baseAddress!)
      if isLeft { swap(&operands.1, &operands.2) }
      return withUnsafeBytes(of: &operands) { operands in
        withUnsafePointer(to: Int64(count)) {
          kernel(
            operands.assumingMemoryBound(to: UnsafeMutableRawPointer?.self).baseAddress, $0, nil)
        }
      }
    }
    withExtendedLifetime(x) {}
    guard code == 0 else { throw TensorError.kernel(operation: name(), code: Int(code)) }
    let result = Tensor(x.type, storage: output)
    if FiniteCheck.isOn {
      let operand = try Tensor(scalar: number, dtype: x.dtype)
      try FiniteCheck.check(result, isLeft ? [operand, x] : [x, operand], name())
    }
    return result
  }

  /// The product of two small matrices; nil if that is better done the usual way.
  static func directProduct(_ a: Tensor, _ b: Tensor) throws -> Tensor? {
    guard a.shape.rank == 2, b.shape.rank == 2, a.dtype == b.dtype, a.dtype.isFloat else {
      return nil
    }
    let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
    guard k == b.shape[0], m > 0, n > 0, k > 0, m <= 64, n <= 64, k <= 64 else { return nil }
    BLAS.prepare()
    // As `MatMul.kernel` has them: sizes, transposes, batch strides, row strides.
    let integers = (1, m, n, k, 0, 0, 0, 0, k, n, n)
    return try withUnsafeBytes(of: integers) {
      try call(
        a.dtype == .float32 ? tarn_matmul_f32 : tarn_matmul_f64, a, b,
        TensorType(a.shape.replacing(1, with: n), a.dtype),
        $0.assumingMemoryBound(to: Int64.self).baseAddress, "matmul")
    }
  }

  private static func call(
    _ kernel: tarn_kernel, _ x: Tensor, _ y: Tensor?, _ type: TensorType,
    _ integers: UnsafePointer<Int64>?,
    _ name: @autoclosure () -> String
  ) throws -> Tensor {
    let output = try Storage(byteCount: type.byteCount)
    var operands: (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) =
      (output.pointer, x.pointer, y?.pointer)
    let code = withUnsafeBytes(of: &operands) {
      kernel(
        $0.assumingMemoryBound(to: UnsafeMutableRawPointer?.self).baseAddress, integers, nil)
    }
    // One by one: a pair of them would be a copy of both.
    withExtendedLifetime(x) {}
    withExtendedLifetime(y) {}
    guard code == 0 else { throw TensorError.kernel(operation: name(), code: Int(code)) }
    let result = Tensor(type, storage: output)
    if FiniteCheck.isOn { try FiniteCheck.check(result, [x] + (y.map { [$0] } ?? []), name()) }
    return result
  }
}
