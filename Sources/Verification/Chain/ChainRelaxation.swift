import Reachability

/// Bounds of what goes into the ReLUs of one layer, on several boxes, and the lines that enclose ReLU
/// between them.
final class ChainRelaxation {
  let count: Int
  let stride: Int
  /// [boxes, count], in padded rows, as all below.
  let lower: Numbers
  let upper: Numbers
  /// Slopes of the lines below, which go through zero.
  let lowerSlope: Numbers
  /// The lines above.
  let upperSlope: Numbers
  let intercept: Numbers
  /// No smaller than any sum of absolute values that a ReLU's input is made of.
  let magnitude: Numbers

  init(_ count: Int, boxes: Int) throws {
    self.count = count
    stride = Numbers.stride(count)
    func rows() throws -> Numbers { try Numbers(boxes * Numbers.stride(count)) }
    (lower, upper) = (try rows(), try rows())
    (lowerSlope, upperSlope) = (try rows(), try rows())
    (intercept, magnitude) = (try rows(), try rows())
  }

  /// The lines of one box, from its bounds: `RectifierLines`.
  ///
  /// Any slope from 0 to 1 gives a line below. A line of any slope is above if it is so at both ends,
  /// which the intercept sees to, whatever rounding did to the slope.
  func update(_ box: Int) {
    for k in box * stride..<box * stride + count {
      let (l, u) = (lower.pointer[k], upper.pointer[k])
      if l >= 0 {
        (lowerSlope.pointer[k], upperSlope.pointer[k], intercept.pointer[k]) = (1, 1, 0)
      } else if u <= 0 {
        (lowerSlope.pointer[k], upperSlope.pointer[k], intercept.pointer[k]) = (0, 0, 0)
      } else {
        let slope = RectifierLines.slope(l, u)
        let through = RectifierLines.intercept(slope: slope, l)
        lowerSlope.pointer[k] = RectifierLines.isIdentityBelow(l, u) ? 1 : 0
        upperSlope.pointer[k] = slope
        intercept.pointer[k] = max(through, u - slope * u) * (1 + 0x1p-50)
      }
    }
  }

  /// Cuts a neuron's bounds to one side of zero.
  func fix(_ box: Int, _ phase: Phase) {
    let k = box * stride + phase.neuron
    if phase.isActive {
      lower.pointer[k] = max(lower.pointer[k], 0)
      upper.pointer[k] = max(upper.pointer[k], 0)
    } else {
      lower.pointer[k] = min(lower.pointer[k], 0)
      upper.pointer[k] = min(upper.pointer[k], 0)
    }
  }

  /// Whether a neuron may be on both sides of zero.
  @inline(__always)
  func isUnstable(_ box: Int, _ neuron: Int) -> Bool {
    let k = box * stride + neuron
    return lower.pointer[k] < 0 && upper.pointer[k] > 0
  }
}
