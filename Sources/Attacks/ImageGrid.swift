import Tensors

/// Samples as images, [n, channels, height, width]: the last two dimensions are the picture, all before them channels.
/// Vectors, and pictures that are one pixel wide, are a single line.
struct ImageGrid {
  let samples: Int
  let channels: Int
  let height: Int
  let width: Int
  private let shape: Shape

  init(_ points: Value) {
    shape = points.shape
    let sizes = shape.dimensions
    samples = sizes[0]
    let (a, b) = (sizes.count > 2 ? sizes[sizes.count - 2] : 1, sizes[sizes.count - 1])
    (height, width) = b == 1 ? (1, a) : (a, b)
    channels = sizes.dropFirst().dropLast(2).reduce(1, *)
  }

  var isLine: Bool { height == 1 }

  func images(_ points: Value) throws -> Value {
    try points.reshaped(to: Shape([samples, channels, height, width]))
  }

  /// Images, or what can be broadcast to them, in the samples' shape.
  func points(_ images: Value) throws -> Value {
    try images.expanded(to: Shape([samples, channels, height, width])).reshaped(to: shape)
  }

  /// One number for each row, in a shape that goes with images.
  func wide(_ rows: Value) throws -> Value { try rows.reshaped(to: Shape([samples, 1, 1, 1])) }

  /// The number of each line of the picture, from 0, [1, 1, height, 1].
  func rows(_ dtype: DType) throws -> Value { try count(height, [1, 1, height, 1], dtype) }

  /// The number of each place in a line, from 0, [1, 1, 1, width].
  func columns(_ dtype: DType) throws -> Value { try count(width, [1, 1, 1, width], dtype) }

  private func count(_ size: Int, _ shape: [Int], _ dtype: DType) throws -> Value {
    .tensor(try Tensor((0..<size).map(Double.init), shape: Shape(shape), dtype: dtype))
  }
}
