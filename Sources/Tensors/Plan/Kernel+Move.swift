import CKernels

extension Kernel {
  /// The elements of the input, unchanged.
  static func copy(_ output: TensorType) -> Kernel {
    strided(TensorType(Shape(unchecked: [output.shape.count]), output.dtype), strides: [1])
  }

  /// Walks the input with one stride for each dimension of the output. Dimensions that are walked
  /// as one are joined, so that the inner loop is long.
  static func strided(_ output: TensorType, strides: [Int], offset: Int = 0) -> Kernel {
    var sizes: [Int] = []
    var steps: [Int] = []
    for (size, step) in zip(output.shape.dimensions, strides) where size != 1 {
      if let last = steps.last, last == step * size {
        sizes[sizes.count - 1] *= size
        steps[steps.count - 1] = step
      } else {
        sizes.append(size)
        steps.append(step)
      }
    }
    let bytes = output.dtype.size
    var split: Split?
    if let rows = sizes.first, let step = steps.first {
      let row = sizes.dropFirst().reduce(1, *)
      // A transpose goes by strips of sixteen rows.
      split = Split(
        extent: 2, count: rows, work: row, multiple: step == 1 ? 16 : 1,
        strides: [row * bytes, step * bytes])
    }
    return Kernel(
      bytes == 4 ? tarn_strided_4 : tarn_strided_8, [sizes.count, offset] + sizes + steps,
      split: split)
  }
}
