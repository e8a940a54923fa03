import Tensors

/// Lower bounds of linear functions of a chain's outputs, on several boxes of inputs at a time: intervals
/// first, then linear bounds of those neurons that are not known to be linear. Memory of one thread.
final class ChainBounds {
  let chain: Chain
  /// The functions: rows behind the last hidden layer.
  let property: Chain.Layer
  let capacity: Int
  let error: Double

  /// [boxes, inputs], in padded rows.
  let lower: Numbers
  let upper: Numbers
  let relaxations: [ChainRelaxation]
  /// [boxes, functions]: the bounds that the linear functions below have.
  let bounds: Numbers
  /// [boxes, functions]: bounds by intervals, which may be the better ones.
  let floors: Numbers
  /// [boxes, functions, inputs], in padded rows: the linear functions that give the bounds.
  let coefficients: Numbers
  /// The same of what phases say, [boxes, mostPhases] and [boxes, mostPhases, inputs]: functions that are
  /// not positive where they are right.
  let phaseBounds: Numbers
  let phaseCoefficients: Numbers
  /// Phases that a box can have.
  static let mostPhases = 24

  fileprivate let pass: ChainBackwardPass
  private let (center, radius, size): (Numbers, Numbers, Numbers)
  private let (image, spread, reach): (Numbers, Numbers, Numbers)

  /// - Parameter isSound: whether bounds also hold against rounding.
  init(
    _ chain: Chain, _ property: Chain.Layer, boxes: Int, rows: Int = 256, isSound: Bool
  ) throws {
    self.chain = chain
    self.property = property
    capacity = boxes
    error = isSound ? max(property.error, chain.layers.map(\.error).max() ?? 0) : 0
    let inputs = Numbers.stride(chain.inputs)
    (lower, upper) = (try Numbers(boxes * inputs), try Numbers(boxes * inputs))
    relaxations = try chain.hidden.map { try ChainRelaxation($0, boxes: boxes) }
    bounds = try Numbers(boxes * property.outputs)
    floors = try Numbers(boxes * property.outputs)
    coefficients = try Numbers(boxes * property.outputs * inputs)
    phaseBounds = try Numbers(boxes * ChainBounds.mostPhases)
    phaseCoefficients = try Numbers(boxes * ChainBounds.mostPhases * inputs)
    pass = try ChainBackwardPass(chain, rows: rows)
    let widest = max(chain.widest, property.outputStride)
    func scratch() throws -> Numbers { try Numbers(boxes * widest) }
    (center, radius, size) = (try scratch(), try scratch(), try scratch())
    (image, spread, reach) = (try scratch(), try scratch(), try scratch())
  }

  /// Sets the inputs of a box.
  func load(_ box: Int, lower: [Double], upper: [Double]) {
    let stride = Numbers.stride(chain.inputs)
    for i in lower.indices {
      self.lower.pointer[box * stride + i] = lower[i]
      self.upper.pointer[box * stride + i] = upper[i]
    }
  }

  /// Bounds the first `count` boxes.
  /// - Parameters:
  ///   - inherited: for each box the bounds of one that contains it, if they are known.
  ///   - phases: for each box; bounds hold for that part of it where they are right.
  func run(_ count: Int, inherited: [HiddenBounds?], phases: [[Phase]] = []) {
    for k in relaxations.indices {
      propagate(count, k)
      for box in 0..<count {
        inherited[box]?.intersect(relaxations[k], k, box)
      }
      for (box, own) in phases.enumerated() {
        for phase in own where phase.layer == k { relaxations[k].fix(box, phase) }
      }
      if k > 0 { tighten(count, k) }
      for box in 0..<count { relaxations[k].update(box) }
    }
    boundProperty(count)
    boundPhases(phases)
  }

  // MARK: Intervals

  /// Intervals of layer k's outputs, from its inputs.
  private func propagate(_ count: Int, _ k: Int) {
    let layer = chain.layers[k]
    measure(count, k)
    let relaxation = relaxations[k]
    // What the weight's magnitude adds to its absolute value is rounding, and counts as such.
    layer.weight.apply(center.pointer, to: image.pointer, rows: count)
    layer.weightMagnitude.apply(radius.pointer, to: spread.pointer, rows: count)
    layer.weightMagnitude.apply(size.pointer, to: reach.pointer, rows: count)
    for box in 0..<count {
      for j in 0..<layer.outputs {
        let at = box * layer.outputStride + j
        let q = reach.pointer[at] + layer.biasMagnitude.pointer[j]
        let m = image.pointer[at] + layer.bias.pointer[j]
        let r = spread.pointer[at] + 2 * error * q
        relaxation.magnitude.pointer[at] = q
        relaxation.lower.pointer[at] = m - r
        relaxation.upper.pointer[at] = m + r
      }
    }
  }

  /// Center, radius and largest absolute value of what goes into layer k, or into the property.
  private func measure(_ count: Int, _ k: Int) {
    let n = k == 0 ? chain.inputs : chain.layers[k - 1].outputs
    let stride = Numbers.stride(n)
    for box in 0..<count {
      let row = box * stride
      for i in 0..<n {
        var (l, u): (Double, Double)
        if k == 0 {
          (l, u) = (lower.pointer[row + i], upper.pointer[row + i])
        } else {
          (l, u) = relaxations[k - 1].image(box, i)
        }
        let (m, s) = (0.5 * (l + u), max(abs(l), abs(u)))
        center.pointer[row + i] = m
        radius.pointer[row + i] = max(u - m, m - l)
        size.pointer[row + i] = s
      }
    }
  }

  /// The better bound of a function on a box; NaN says nothing.
  func bound(_ box: Int, _ function: Int) -> Double {
    let (linear, floor) = (
      bounds.pointer[box * property.outputs + function],
      floors.pointer[box * property.outputs + function]
    )
    return linear > floor || floor.isNaN ? linear : floor
  }

  // MARK: Linear bounds

  /// Linear bounds of layer k's outputs that may be on both sides of zero.
  private func tighten(_ count: Int, _ k: Int) {
    let (layer, relaxation) = (chain.layers[k], relaxations[k])
    var targets: [Int] = []
    func flush() {
      guard !targets.isEmpty else { return }
      pass.run(
        rows: 2 * targets.count, from: k - 1, relaxations, lower: lower, upper: upper,
        error: error)
      for (place, at) in targets.enumerated() {
        let low = max(relaxation.lower.pointer[at], pass.value.pointer[2 * place])
        let high = min(relaxation.upper.pointer[at], -pass.value.pointer[2 * place + 1])
        relaxation.lower.pointer[at] = min(low, high)
        relaxation.upper.pointer[at] = max(low, high)
      }
      targets.removeAll(keepingCapacity: true)
    }
    targets.reserveCapacity(pass.capacity / 2)
    for box in 0..<count {
      for j in 0..<layer.outputs where relaxation.isCurved(box, j) {
        let at = box * relaxation.stride + j
        let magnitude = relaxation.magnitude.pointer[at]
        for (side, sign) in [1.0, -1.0].enumerated() {
          pass.start(
            2 * targets.count + side, box: box, layer, j, sign: sign, magnitude: magnitude)
        }
        targets.append(at)
        if 2 * targets.count + 2 > pass.capacity { flush() }
      }
    }
    flush()
  }

  private func boundProperty(_ count: Int) {
    let functions = property.outputs
    let inputs = Numbers.stride(chain.inputs)
    measure(count, relaxations.count)
    property.weightMagnitude.apply(size.pointer, to: reach.pointer, rows: count)
    property.weight.apply(center.pointer, to: image.pointer, rows: count)
    property.weightMagnitude.apply(radius.pointer, to: spread.pointer, rows: count)
    for box in 0..<count {
      for function in 0..<functions {
        let at = box * property.outputStride + function
        let q = reach.pointer[at] + property.biasMagnitude.pointer[function]
        floors.pointer[box * functions + function] =
          image.pointer[at] + property.bias.pointer[function] - spread.pointer[at] - 2 * error * q
      }
    }
    var first = 0
    while first < count * functions {
      let rows = min(pass.capacity, count * functions - first)
      for row in 0..<rows {
        let (box, function) = (first + row).quotientAndRemainder(dividingBy: functions)
        let magnitude =
          reach.pointer[box * property.outputStride + function]
          + property.biasMagnitude.pointer[function]
        pass.start(row, box: box, property, function, sign: 1, magnitude: magnitude)
      }
      pass.run(
        rows: rows, from: relaxations.count - 1, relaxations, lower: lower, upper: upper,
        error: error)
      (bounds.pointer + first).update(from: pass.value.pointer, count: rows)
      (coefficients.pointer + first * inputs).update(
        from: pass.coefficients, count: rows * inputs)
      first += rows
    }
  }
}

extension ChainBounds {
  private func boundPhases(_ phases: [[Phase]]) {
    let inputs = Numbers.stride(chain.inputs)
    for k in relaxations.indices {
      var targets: [Int] = []
      func flush() {
        guard !targets.isEmpty else { return }
        pass.run(
          rows: targets.count, from: k - 1, relaxations, lower: lower, upper: upper, error: error)
        for (row, target) in targets.enumerated() {
          phaseBounds.pointer[target] = pass.value.pointer[row]
          (phaseCoefficients.pointer + target * inputs).update(
            from: pass.coefficients + row * inputs, count: inputs)
        }
        targets.removeAll(keepingCapacity: true)
      }
      for (box, own) in phases.enumerated() {
        for (place, phase) in own.enumerated() where phase.layer == k {
          if targets.count == pass.capacity { flush() }
          let magnitude =
            relaxations[k].magnitude.pointer[box * relaxations[k].stride + phase.neuron]
          pass.start(
            targets.count, box: box, chain.layers[k], phase.neuron,
            sign: phase.isActive ? -1 : 1, magnitude: magnitude + abs(phase.point))
          pass.value.pointer[targets.count] += phase.isActive ? phase.point : -phase.point
          targets.append(box * ChainBounds.mostPhases + place)
        }
      }
      flush()
    }
  }

  /// The functions at points, one for each box: what the network does, not a bound.
  /// - Parameter points: [count, inputs].
  /// - Returns: [count, functions].
  func values(at points: [[Double]]) -> [[Double]] {
    let inputs = Numbers.stride(chain.inputs)
    for (row, point) in points.enumerated() {
      for (i, x) in point.enumerated() { center.pointer[row * inputs + i] = x }
    }
    var (from, to) = (center, image)
    for layer in chain.hidden {
      layer.weight.apply(from.pointer, to: to.pointer, rows: points.count)
      for row in 0..<points.count {
        let first = row * layer.outputStride
        for j in 0..<layer.outputs {
          let sum = to.pointer[first + j] + layer.bias.pointer[j]
          to.pointer[first + j] = layer.activations?[j](sum) ?? max(sum, 0)
        }
      }
      swap(&from, &to)
    }
    property.weight.apply(from.pointer, to: to.pointer, rows: points.count)
    return points.indices.map { row in
      (0..<property.outputs).map {
        to.pointer[row * property.outputStride + $0] + property.bias.pointer[$0]
      }
    }
  }
}

/// The bounds of all hidden neurons on one box, for the boxes it is split into.
final class HiddenBounds: Sendable {
  private let lower: [[Double]]
  private let upper: [[Double]]

  init(_ relaxations: [ChainRelaxation], _ box: Int) {
    func rows(_ part: KeyPath<ChainRelaxation, Numbers>) -> [[Double]] {
      relaxations.map { relaxation in
        Array(
          UnsafeBufferPointer(
            start: relaxation[keyPath: part].pointer + box * relaxation.stride,
            count: relaxation.count))
      }
    }
    (lower, upper) = (rows(\.lower), rows(\.upper))
  }

  func intersect(_ relaxation: ChainRelaxation, _ layer: Int, _ box: Int) {
    let first = box * relaxation.stride
    for j in 0..<relaxation.count {
      let low = max(relaxation.lower.pointer[first + j], lower[layer][j])
      let high = min(relaxation.upper.pointer[first + j], upper[layer][j])
      relaxation.lower.pointer[first + j] = min(low, high)
      relaxation.upper.pointer[first + j] = max(low, high)
    }
  }
}
