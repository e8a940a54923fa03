import CKernels

/// Random numbers, uniform in [0, 1), from a seed and a counter of two words each: four from a block.
/// Operations with different streams are independent.
struct Uniform: KeyedDraw {
  var name: String { "uniform" }
  let shape: Shape
  let dtype: DType
  let stream: Int
  var kernels: Kernels { Kernels(tarn_uniform_f32, tarn_uniform_f64) }
  var work: Int { 8 }
  var multiple: Int { 4 }

  func integers(rows: Int) -> [Int] { [rows, shape.count, 0, stream] }
}
