import Tensors

/// The window that a convolution or a pool moves over images: its size, steps, and what is put
/// around the images.
struct ImageWindow {
  let size: Extent
  let stride: Extent
  /// Above, left, below, right.
  private let pads: [Int]
  /// Whether a last window goes beyond the padding, because sizes are rounded up.
  let isExtended: Bool

  /// - Parameter kernel: the size, if it is a weight's; else an attribute says it.
  init(_ call: Invocation, images: Shape, kernel: [Int]? = nil) throws {
    guard images.rank == 4 else {
      throw OperatorError("expected images [n, c, h, w], got \(images)")
    }
    let sizes = try kernel ?? call.integers("kernel_shape") ?? []
    let strides = try call.integers("strides") ?? [1, 1]
    guard sizes.count == 2, strides.count == 2,
      (sizes + strides).allSatisfy({ (1...1 << 20).contains($0) })
    else {
      throw OperatorError("expected a window and strides of two sizes, got \(sizes) and \(strides)")
    }
    size = Extent(sizes[0], sizes[1])
    stride = Extent(strides[0], strides[1])
    var pads = try ImageWindow.pads(call, images, sizes, strides)
    var isExtended = false
    if try call.integer("ceil_mode", default: 0) != 0 {
      for d in 0..<2 {
        let rest = images[d + 2] + pads[d] + pads[d + 2] - sizes[d]
        guard rest >= 0, rest % strides[d] != 0 else { continue }
        // A window that begins beyond the image is left out.
        let start = (rest / strides[d] + 1) * strides[d]
        guard start < images[d + 2] + pads[d] else { continue }
        pads[d + 2] += start - rest
        isExtended = true
      }
    }
    self.pads = pads
    self.isExtended = isExtended
  }

  var isSymmetric: Bool { pads[0] == pads[2] && pads[1] == pads[3] }
  var hasPadding: Bool { pads != [0, 0, 0, 0] }
  var padding: Extent { Extent(pads[0], pads[1]) }

  func padded(_ x: Value, with number: Double) throws -> Value {
    let rows = try Operators.padded(x, axis: 2, pads[0], pads[2], with: number)
    return try Operators.padded(rows, axis: 3, pads[1], pads[3], with: number)
  }

  private static func pads(
    _ call: Invocation, _ images: Shape, _ sizes: [Int], _ strides: [Int]
  ) throws -> [Int] {
    switch try call.text("auto_pad", default: "NOTSET") {
    case "NOTSET":
      let pads = try call.integers("pads") ?? [0, 0, 0, 0]
      guard pads.count == 4, pads.allSatisfy({ (0...1 << 20).contains($0) }) else {
        throw OperatorError("pads \(pads)")
      }
      return pads
    case "VALID": return [0, 0, 0, 0]
    case let side where ["SAME_UPPER", "SAME_LOWER"].contains(side):
      var pads = [0, 0, 0, 0]
      for d in 0..<2 {
        let steps = (images[d + 2] + strides[d] - 1) / strides[d]
        let total = max(0, (steps - 1) * strides[d] + sizes[d] - images[d + 2])
        let (less, more) = (total / 2, total - total / 2)
        (pads[d], pads[d + 2]) = side == "SAME_UPPER" ? (less, more) : (more, less)
      }
      return pads
    case let other: throw OperatorError("auto_pad \(other)")
    }
  }
}
