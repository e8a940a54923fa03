import Tensors

/// The window of a transposed convolution: how far apart it sets its places, and what it cuts off around the
/// result.
struct TransposedWindow {
  let stride: Extent
  /// Above, left, below, right.
  private let pads: [Int]
  /// What is added below and on the right.
  private let extra: [Int]

  /// - Parameter kernel: the size of the weight, its gaps included.
  init(_ call: Invocation, images: Shape, isLine: Bool, kernel: [Int]) throws {
    let strides = try call.pair("strides", isLine: isLine) ?? [1, 1]
    var extra = try call.pair("output_padding", isLine: isLine, filler: 0) ?? [0, 0]
    guard strides.allSatisfy({ (1...1 << 12).contains($0) }),
      extra.allSatisfy({ (0...1 << 12).contains($0) })
    else {
      throw OperatorError("strides \(strides) and output_padding \(extra)")
    }
    stride = Extent(strides[0], strides[1])
    // Without any padding.
    let full = (0..<2).map { (images[$0 + 2] - 1) * strides[$0] + kernel[$0] + extra[$0] }
    let side = try call.text("auto_pad", default: "NOTSET")
    var output: [Int]?
    if let shape = try call.integers("output_shape") {
      output = Array(shape.suffix(isLine ? 1 : 2))
      if isLine { output = [1] + (output ?? []) }
      guard output?.count == 2 else { throw OperatorError("output_shape \(shape)") }
    }
    guard let output else {
      self.extra = extra
      pads = try ImageWindow.pads(call, isLine: isLine) { d in
        max(0, full[d] - images[d + 2] * strides[d])
      }
      return
    }
    var pads = [0, 0, 0, 0]
    for d in 0..<2 {
      guard (1...1 << 24).contains(output[d]) else { throw OperatorError("output_shape \(output)") }
      // What is asked for beyond the last place is zero.
      extra[d] += max(0, output[d] - full[d])
      let total = max(0, full[d] - output[d])
      let (less, more) = (total / 2, total - total / 2)
      (pads[d], pads[d + 2]) = side == "SAME_UPPER" ? (less, more) : (more, less)
    }
    self.pads = pads
    self.extra = extra
  }

  func callAsFunction(_ x: Value, _ weight: Value) throws -> Value {
    if pads[0] == pads[2], pads[1] == pads[3], extra[0] < stride.height, extra[1] < stride.width {
      return try x.transposedConvolved(
        with: weight, stride: stride, padding: Extent(pads[0], pads[1]),
        outputPadding: Extent(extra[0], extra[1]))
    }
    var result = try x.transposedConvolved(with: weight, stride: stride)
    for d in 0..<2 {
      guard result.shape[d + 2] + extra[d] > pads[d] + pads[d + 2] else {
        throw OperatorError("pads \(pads) leave nothing of \(result.shape)")
      }
      result = try Operators.padded(
        result, axis: d + 2, -pads[d], extra[d] - pads[d + 2], with: 0)
    }
    return result
  }
}
