import CKernels

/// Random numbers, uniform in [0, 1), from a seed and a counter of two words each: four from a block.
/// Operations with different streams are independent.
struct Uniform: KeyedDraw {
  var name: String { "uniform" }
  let shape: Shape
  let dtype: DType
  let stream: Int
  static let examples = [
    Example(
      Self(shape: Shape(unchecked: [2, 3]), dtype: .float64, stream: 1), [4], indices: [0: 1000])
  ]
  var kernels: Kernels { Kernels(tarn_uniform_f32, tarn_uniform_f64) }
  var work: Int { 8 }
  var multiple: Int { 4 }

  func integers(rows: Int) -> [Int] { [rows, shape.count, 0, stream] }
}
