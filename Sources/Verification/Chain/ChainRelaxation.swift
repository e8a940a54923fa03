import Reachability

/// Bounds of what goes into the neurons of one layer, on several boxes, and the lines that enclose what they do
/// between them.
final class ChainRelaxation {
  let count: Int
  let stride: Int
  /// [boxes, count], in padded rows, as all below.
  let lower: Numbers
  let upper: Numbers
  /// Slopes of the lines below.
  let lowerSlope: Numbers
  /// Where the lines below cut the axis, if not all go through zero.
  let lowerIntercept: Numbers?
  /// The lines above.
  let upperSlope: Numbers
  let intercept: Numbers
  /// No smaller than any sum of absolute values that a neuron's input is made of.
  let magnitude: Numbers
  /// Nil where all are rectifiers.
  private let activations: [Activation]?

  init(_ layer: Chain.Layer, boxes: Int) throws {
    count = layer.outputs
    activations = layer.activations
    let width = Numbers.stride(layer.outputs)
    stride = width
    func rows() throws -> Numbers { try Numbers(boxes * width) }
    (lower, upper) = (try rows(), try rows())
    (lowerSlope, upperSlope) = (try rows(), try rows())
    (intercept, magnitude) = (try rows(), try rows())
    lowerIntercept = layer.activations == nil ? nil : try rows()
  }

  /// The lines of one box, from its bounds: `RectifierLines`.
  ///
  /// Any slope from 0 to 1 gives a line below. A line of any slope is above if it is so at both ends,
  /// which the intercept sees to, whatever rounding did to the slope.
  func update(_ box: Int) {
    if let activations, let lowerIntercept {
      return update(box, activations, lowerIntercept)
    }
    for k in box * stride..<box * stride + count {
      updateRectifier(k, lower.pointer[k], upper.pointer[k])
    }
  }

  @inline(__always)
  private func updateRectifier(_ k: Int, _ l: Double, _ u: Double) {
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

  private func update(_ box: Int, _ activations: [Activation], _ lowerIntercept: Numbers) {
    for (j, activation) in activations.enumerated() {
      let k = box * stride + j
      let (l, u) = (lower.pointer[k], upper.pointer[k])
      switch activation {
      case .rectifier:
        updateRectifier(k, l, u)
        lowerIntercept.pointer[k] = 0
      case .sShaped(let shape):
        let lines = shape.lines(l, u)
        (lowerSlope.pointer[k], lowerIntercept.pointer[k]) = lines.lower
        (upperSlope.pointer[k], intercept.pointer[k]) = lines.upper
      }
    }
  }

  /// What a neuron gives: all its values.
  @inline(__always)
  func image(_ box: Int, _ neuron: Int) -> (lower: Double, upper: Double) {
    let k = box * stride + neuron
    let (l, u) = (lower.pointer[k], upper.pointer[k])
    if case .sShaped(let shape) = activations?[neuron] { return shape.image(l, u) }
    return (max(l, 0), max(u, 0))
  }

  /// Cuts a neuron's bounds to one side of a phase's point.
  func fix(_ box: Int, _ phase: Phase) {
    let (k, point) = (box * stride + phase.neuron, phase.point)
    if phase.isActive {
      lower.pointer[k] = max(lower.pointer[k], point)
      upper.pointer[k] = max(upper.pointer[k], point)
    } else {
      lower.pointer[k] = min(lower.pointer[k], point)
      upper.pointer[k] = min(upper.pointer[k], point)
    }
  }

  /// Where to split a neuron.
  func division(_ box: Int, _ neuron: Int) -> Double {
    let k = box * stride + neuron
    guard case .sShaped(let shape) = activations?[neuron] else { return 0 }
    return shape.division(lower.pointer[k], upper.pointer[k])
  }

  /// How far a neuron's lines are apart; nil if it is known to be linear.
  func gap(_ box: Int, _ neuron: Int) -> (size: Double, isSmooth: Bool)? {
    let k = box * stride + neuron
    guard case .sShaped = activations?[neuron], let lowerIntercept else {
      return isUnstable(box, neuron) ? (intercept.pointer[k], false) : nil
    }
    let (l, u) = (lower.pointer[k], upper.pointer[k])
    guard u > l else { return nil }
    let middle = 0.5 * l + 0.5 * u
    let size =
      (upperSlope.pointer[k] - lowerSlope.pointer[k]) * middle + intercept.pointer[k]
      - lowerIntercept.pointer[k]
    return (size, true)
  }

  /// Whether a neuron is S-shaped: knowing its side of zero does not make it linear.
  func isSmooth(_ neuron: Int) -> Bool {
    if case .sShaped = activations?[neuron] { return true }
    return false
  }

  /// Whether a neuron is not known to be linear.
  @inline(__always)
  func isCurved(_ box: Int, _ neuron: Int) -> Bool {
    isSmooth(neuron) || isUnstable(box, neuron)
  }

  /// Whether a neuron may be on both sides of zero.
  @inline(__always)
  func isUnstable(_ box: Int, _ neuron: Int) -> Bool {
    let k = box * stride + neuron
    return lower.pointer[k] < 0 && upper.pointer[k] > 0
  }
}
