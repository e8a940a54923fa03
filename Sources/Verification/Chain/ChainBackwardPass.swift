import CKernels

/// Rows of linear functions, carried from a layer back to the inputs (Zhang et al. 2018, CROWN). A row
/// belongs to a box, and stays below its function on that box.
final class ChainBackwardPass {
  let chain: Chain
  let capacity: Int
  /// Coefficients of the rows at the layer where they are, and memory for the next.
  private var current: Numbers
  private var next: Numbers
  let box: UnsafeMutablePointer<Int32>
  /// Which row of slopes of the lines below belongs to a row.
  let slopes: UnsafeMutablePointer<Int32>
  let value: Numbers
  let slack: Numbers

  init(_ chain: Chain, rows: Int) throws {
    self.chain = chain
    capacity = rows
    current = try Numbers(rows * chain.widest)
    next = try Numbers(rows * chain.widest)
    box = .allocate(capacity: rows)
    slopes = .allocate(capacity: rows)
    value = try Numbers(rows)
    slack = try Numbers(rows)
  }

  deinit {
    box.deallocate()
    slopes.deallocate()
  }

  /// The coefficients: before `run` those of the rows at the start, after it those at the inputs.
  var coefficients: UnsafeMutablePointer<Double> { current.pointer }

  /// Starts a row as a multiple of a row of a layer: sign * (W_j a + b_j).
  /// - Parameter magnitude: of that row on the box.
  func start(
    _ row: Int, box: Int, _ layer: Chain.Layer, _ j: Int, sign: Double, magnitude: Double
  ) {
    let stride = layer.inputStride
    let from = layer.weight.numbers.pointer + j * stride
    let to = current.pointer + row * stride
    if sign == 1 {
      to.update(from: from, count: stride)
    } else {
      for i in 0..<stride { to[i] = -from[i] }
    }
    value.pointer[row] = sign * layer.bias.pointer[j]
    slack.pointer[row] = magnitude
    self.box[row] = Int32(box)
    slopes[row] = Int32(box)
  }

  /// Carries rows on the outputs of the neurons of layer `last` to the inputs, and takes their smallest
  /// values over the boxes, less all that rounding may have done.
  ///
  /// - Parameters:
  ///   - last: -1 if the rows are on the inputs already.
  ///   - error: relative to the magnitudes; 0 for bounds that are sound in real arithmetic alone.
  func run(
    rows: Int, from last: Int, _ relaxations: [ChainRelaxation], lower: Numbers, upper: Numbers,
    error: Double
  ) {
    for k in stride(from: last, through: 0, by: -1) {
      let (layer, relaxation) = (chain.layers[k], relaxations[k])
      tarn_relax_rows(
        Int64(rows), Int64(relaxation.stride), current.pointer, box,
        relaxation.lowerSlope.pointer, slopes, relaxation.lowerIntercept?.pointer,
        relaxation.upperSlope.pointer, relaxation.intercept.pointer,
        relaxation.magnitude.pointer, layer.bias.pointer, value.pointer, slack.pointer)
      layer.weight.carry(current.pointer, to: next.pointer, rows: rows)
      swap(&current, &next)
    }
    tarn_minimize_rows(
      Int64(rows), Int64(Numbers.stride(chain.inputs)), current.pointer, box, lower.pointer,
      upper.pointer, value.pointer, slack.pointer)
    guard error > 0 else { return }
    for row in 0..<rows {
      // The rest covers what underflows.
      value.pointer[row] -= 2 * error * slack.pointer[row] + 1e-280
    }
  }
}
