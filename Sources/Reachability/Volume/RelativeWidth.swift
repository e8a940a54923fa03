import Tensors

/// The mean width over the spread of the outputs at the middle of the set of inputs: the root mean square of what is left
/// of them without their mean, row by row. Another scale of the outputs changes it as little as a shift of all of them.
///
/// Where all outputs of a row are equal there is no spread to compare with, and the mean width itself counts; its derivative is
/// taken alone as well, so that a training may pass through such a place. A single output has no spread either.
enum RelativeWidth {
  /// - Parameters:
  ///   - widths: [n, outputs].
  ///   - outputs: [n, outputs].
  static func value(_ widths: Value, _ outputs: Value) throws -> Value {
    let centered = try outputs - outputs.mean([1], keep: true)
    // In units of the largest, so that squares neither under- nor overflow.
    let largest = try centered.abs().max([1], keep: true).stopGradient()
    let isSpread = try largest.greater(than: 0)
    let unit = try isSpread.select(largest, largest.filled(1))
    let square = try (centered / unit).square().mean([1], keep: true)
    let spread = try isSpread.select(square.sqrt() * unit, unit)
    return try (widths / spread).mean([1])
  }
}
