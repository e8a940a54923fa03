import Tensors

/// The window that a convolution or a pool moves over images: its size, steps, gaps, and what is put around the
/// images. All that a node says of it; its lists have one number for signals [n, c, w], which are images of
/// height 1.
struct ImageWindow {
  let size: Extent
  let stride: Extent
  let dilations: Extent
  /// Above, left, below, right.
  private let pads: [Int]
  /// How far the last windows go beyond the padding, because sizes are rounded up: below, right.
  private let beyond: [Int]

  /// - Parameter kernel: the size, if it is a weight's; else an attribute says it.
  init(_ call: Invocation, images: Shape, isLine: Bool, kernel: [Int]? = nil) throws {
    let sizes = try kernel ?? call.pair("kernel_shape", isLine: isLine) ?? []
    let strides = try call.pair("strides", isLine: isLine) ?? [1, 1]
    let dilations = try call.pair("dilations", isLine: isLine) ?? [1, 1]
    guard sizes.count == 2, (sizes + strides).allSatisfy({ (1...1 << 20).contains($0) }) else {
      throw OperatorError("expected a window and strides of two sizes, got \(sizes) and \(strides)")
    }
    guard dilations.allSatisfy({ (1...1000).contains($0) }) else {
      throw OperatorError("dilations \(dilations)")
    }
    size = Extent(sizes[0], sizes[1])
    stride = Extent(strides[0], strides[1])
    self.dilations = Extent(dilations[0], dilations[1])
    let spans = (0..<2).map { (sizes[$0] - 1) * dilations[$0] + 1 }
    pads = try ImageWindow.pads(call, isLine: isLine) { d in
      let steps = (images[d + 2] + strides[d] - 1) / strides[d]
      return max(0, (steps - 1) * strides[d] + spans[d] - images[d + 2])
    }
    var beyond = [0, 0]
    if try call.integer("ceil_mode", default: 0) != 0 {
      for d in 0..<2 {
        let rest = images[d + 2] + pads[d] + pads[d + 2] - spans[d]
        guard rest >= 0, rest % strides[d] != 0 else { continue }
        // A window that begins beyond the image is left out.
        let start = (rest / strides[d] + 1) * strides[d]
        guard start < images[d + 2] + pads[d] else { continue }
        beyond[d] = start - rest
      }
    }
    self.beyond = beyond
  }

  var hasPadding: Bool { pads != [0, 0, 0, 0] }
  /// Whether a last window goes beyond the padding.
  var isExtended: Bool { beyond != [0, 0] }

  /// The padding, where it is what convolutions have by themselves: as much on both sides.
  var padding: Extent? {
    pads[0] == pads[2] && pads[1] == pads[3] && !isExtended ? Extent(pads[0], pads[1]) : nil
  }

  /// The padding, where it is what pools have by themselves.
  private var poolPadding: Extent? {
    guard dilations == Extent(1), let padding, padding.height <= size.height / 2,
      padding.width <= size.width / 2
    else { return nil }
    return padding
  }

  /// The images with this number around them.
  func padded(_ x: Value, with number: Double, beyond outside: Double? = nil) throws -> Value {
    func around(_ x: Value, _ pads: [Int], _ number: Double) throws -> Value {
      guard pads != [0, 0, 0, 0] else { return x }
      let rows = try Operators.padded(x, axis: 2, pads[0], pads[2], with: number)
      return try Operators.padded(rows, axis: 3, pads[1], pads[3], with: number)
    }
    return try around(
      around(x, pads, number), [0, 0] + beyond, outside ?? number)
  }

  /// What a pool gives of the windows.
  ///
  /// - Parameters:
  ///   - number: what is around the images, and `outside` what is beyond that.
  ///   - pool: the pool of images by a window without gaps, of this size, stride and padding.
  func pooled(
    _ x: Value, with number: Double, beyond outside: Double? = nil, isPadded: Bool = true,
    _ pool: (Value, Extent, Extent, Extent) throws -> Value
  ) throws -> Value {
    if isPadded, let poolPadding { return try pool(x, size, stride, poolPadding) }
    let x = try padded(x, with: number, beyond: outside)
    guard dilations != Extent(1) else { return try pool(x, size, stride, Extent(0)) }
    // Images of every so manieth row and column have windows without gaps; these are pooled at all places.
    let (gaps, steps) = ([dilations.height, dilations.width], [stride.height, stride.width])
    let spans = [(size.height - 1) * gaps[0] + 1, (size.width - 1) * gaps[1] + 1]
    let sizes = x.shape.dimensions
    guard sizes[2] >= spans[0], sizes[3] >= spans[1] else {
      throw OperatorError("a window of \(spans[0])x\(spans[1]) on images \(x.shape)")
    }
    var apart = x
    for d in 0..<2 {
      // The row is never looked at.
      let more = (gaps[d] - sizes[d + 2] % gaps[d]) % gaps[d]
      apart = try Operators.padded(apart, axis: d + 2, 0, more, with: 0)
    }
    let (rows, columns) = (apart.shape[2] / gaps[0], apart.shape[3] / gaps[1])
    apart = try apart.reshaped(
      to: Shape([sizes[0], sizes[1], rows, gaps[0], columns, gaps[1]])
    ).permuted([0, 1, 3, 5, 2, 4])
    var all = try pool(apart, size, Extent(1), Extent(0)).permuted([0, 1, 4, 2, 5, 3])
    let places = all.shape.dimensions
    all = try all.reshaped(
      to: Shape([sizes[0], sizes[1], places[2] * places[3], places[4] * places[5]]))
    for d in 0..<2 {
      let count = (sizes[d + 2] - spans[d]) / steps[d] + 1
      all = try all.sliced(d + 2, 0..<(count - 1) * steps[d] + 1)
      guard steps[d] > 1 else { continue }
      let starts = Integers((0..<count).map { $0 * steps[d] })
      all = try all.gathered(d + 2, .tensor(starts.tensor()))
    }
    return all
  }

  /// - Parameter total: the padding of a dimension that makes its size that of the image over the stride.
  static func pads(
    _ call: Invocation, isLine: Bool, total: (Int) -> Int
  ) throws -> [Int] {
    switch try call.text("auto_pad", default: "NOTSET") {
    case "", "NOTSET":
      var pads = try call.integers("pads") ?? [0, 0, 0, 0]
      if isLine, pads.count == 2 { pads = [0, pads[0], 0, pads[1]] }
      guard pads.count == 4, pads.allSatisfy({ (0...1 << 20).contains($0) }) else {
        throw OperatorError("pads \(pads)")
      }
      return pads
    case "VALID": return [0, 0, 0, 0]
    case let side where ["SAME_UPPER", "SAME_LOWER"].contains(side):
      var pads = [0, 0, 0, 0]
      for d in 0..<2 {
        let (less, more) = (total(d) / 2, total(d) - total(d) / 2)
        (pads[d], pads[d + 2]) = side == "SAME_UPPER" ? (less, more) : (more, less)
      }
      return pads
    case let other: throw OperatorError("auto_pad \(other)")
    }
  }
}

extension Invocation {
  /// Two numbers, one down and one across; of signals the file gives the second.
  ///
  /// - Parameter filler: what the first is for signals.
  func pair(_ name: String, isLine: Bool, filler: Int = 1) throws -> [Int]? {
    guard let numbers = try integers(name) else { return nil }
    if isLine, numbers.count == 1 { return [filler, numbers[0]] }
    guard numbers.count == 2, !isLine else {
      throw OperatorError("\(name) \(numbers), expected \(isLine ? "one number" : "two numbers")")
    }
    return numbers
  }
}
