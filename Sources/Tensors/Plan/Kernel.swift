import CKernels

/// A call of a kernel that is ready but for its operands: the function, its integers and its reals.
public struct Kernel: @unchecked Sendable {
  let function: tarn_kernel
  var integers: [Int]
  var reals: [Double]
  /// Bytes of scratch memory that the kernel gets as its last operand, for each thread.
  var scratch: Int
  /// How the work may be shared by threads; nil for a single piece.
  var split: Split?
  /// About how many elementary operations a piece takes where that may be many: nothing stops it meanwhile.
  var labour: Double

  init(
    _ function: tarn_kernel, _ integers: [Int] = [], reals: [Double] = [], scratch: Int = 0,
    split: Split? = nil, labour: Double = 0
  ) {
    self.function = function
    self.integers = integers
    self.reals = reals
    self.scratch = scratch
    self.split = split
    self.labour = labour
  }
}

/// The same kernel for each element type; nil where a type makes no sense.
struct Kernels: @unchecked Sendable {
  let float32: tarn_kernel?
  let float64: tarn_kernel?
  let int32: tarn_kernel?

  init(_ float32: tarn_kernel?, _ float64: tarn_kernel?, _ int32: tarn_kernel? = nil) {
    self.float32 = float32
    self.float64 = float64
    self.int32 = int32
  }

  subscript(dtype: DType) -> tarn_kernel? {
    switch dtype {
    case .float32: float32
    case .float64: float64
    case .int32: int32
    }
  }

  /// The kernel for a type, or the error that the operation has none.
  func callAsFunction(_ dtype: DType, for operation: String) throws -> tarn_kernel {
    guard let kernel = self[dtype] else {
      throw TensorError.dtypes(operation: operation, got: [dtype], expected: "float32 or float64")
    }
    return kernel
  }
}
