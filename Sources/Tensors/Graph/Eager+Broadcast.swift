import CKernels

extension Eager {
  /// An operation of two operands that broadcast, without spreading either in memory first; nil if
  /// the primitive has no kernel for it.
  static func broadcast(
    _ primitive: some Elementwise, _ a: Tensor, _ b: Tensor, _ shape: Shape
  ) throws -> Tensor? {
    guard shape.count > 1 else { return nil }
    var runs: [(size: Int, a: Int, b: Int)] = []
    let (left, right) = (steps(of: a.shape, in: shape), steps(of: b.shape, in: shape))
    for (d, size) in shape.dimensions.enumerated() where size != 1 {
      // Neighbouring dimensions through which both operands go alike are one.
      if let last = runs.last, last.a == left[d] * size, last.b == right[d] * size {
        runs[runs.count - 1] = (last.size * size, left[d], right[d])
      } else {
        runs.append((size, left[d], right[d]))
      }
    }
    let inner = runs.removeLast()
    let scalars = [inner.a == 0, inner.b == 0]
    guard let kernel = primitive.tile([a.dtype, b.dtype], scalars: scalars) else { return nil }
    let type = try primitive.type(of: [TensorType(shape, a.dtype), TensorType(shape, b.dtype)])
    if runs.isEmpty {
      return try run(Kernel(kernel, [inner.size]), [a, b], type, primitive.name)
    }
    var rows = [Int](repeating: inner.size, count: runs.count)
    for k in runs.indices.dropLast().reversed() { rows[k] = rows[k + 1] * runs[k + 1].size }
    let bytes = type.dtype.size
    let moves = [rows.map { $0 * bytes }, runs.map { $0.a * bytes }, runs.map { $0.b * bytes }]
    let integers =
      [runs[0].size, Int(bitPattern: unsafeBitCast(kernel, to: UnsafeRawPointer.self)), inner.size]
      + [runs.count] + runs.map(\.size) + moves.flatMap { $0 }
    return try run(
      Kernel(
        tarn_broadcast, integers,
        split: Split(extent: 0, count: runs[0].size, work: rows[0], strides: moves.map { $0[0] })),
      [a, b], type, primitive.name)
  }

  /// By how many elements an operand moves along each dimension of the result.
  private static func steps(of operand: Shape, in shape: Shape) -> [Int] {
    let lead = shape.rank - operand.rank
    let dense = operand.strides
    return (0..<shape.rank).map { d in
      d < lead || operand[d - lead] == 1 ? 0 : dense[d - lead]
    }
  }
}
