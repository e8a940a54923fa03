import CKernels

/// The three forms of a kernel of two operands, of which one may be a single number.
struct BinaryKernels: Sendable {
  let vectors: Kernels
  let vectorScalar: Kernels
  let scalarVector: Kernels

  init(_ vectors: Kernels, _ vectorScalar: Kernels, _ scalarVector: Kernels) {
    self.vectors = vectors
    self.vectorScalar = vectorScalar
    self.scalarVector = scalarVector
  }

  subscript(dtype: DType, scalars: [Bool]) -> tarn_kernel? {
    switch (scalars[0], scalars[1]) {
    case (false, false): vectors[dtype]
    case (false, true): vectorScalar[dtype]
    case (true, false): scalarVector[dtype]
    case (true, true): nil
    }
  }
}

/// A function of two numbers, applied to pairs of elements.
protocol Binary: Elementwise {
  static var kernels: BinaryKernels { get }
}

extension Binary {
  func pair(_ dtype: DType) -> tarn_kernel? { Self.kernels.vectors[dtype] }

  func tile(_ inputs: [DType], scalars: [Bool]) -> tarn_kernel? {
    Self.kernels[inputs[0], scalars]
  }
}
