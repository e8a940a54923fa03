import Tensors

/// Lower bounds of linear functions of a chain's outputs on one box, where some hidden neurons are on a
/// known side of zero: for each function and set of decisions a line. The slopes of the lines below
/// rectifiers and the multipliers of the decisions are optimized by Adam (Wang et al. 2021, beta-CROWN;
/// Xu et al. 2021). Memory of one thread.
///
/// The derivative needs no graph: the input at which the bound is taken, carried forward through the same
/// lines, gives what each slope and multiplier is worth.
final class SplitBounds {
  /// A neuron and the side of zero that it is on: 1 for not below, -1 for not above.
  struct Decision: Sendable, Hashable {
    let layer: Int
    let neuron: Int
    let side: Double
  }

  /// What is bounded.
  struct Line: Sendable {
    /// Which function, and with which sign.
    var row: Int
    var sign = 1.0
    var decisions: [Decision] = []
    /// Slopes of lines below, for each hidden layer; empty for the usual ones.
    var slopes: [[Double]] = []
    /// For each decision.
    var multipliers: [Double] = []
    var bound = -Double.infinity
  }

  /// A neuron whose lines leave room, and how much.
  struct Candidate {
    let layer: Int
    let neuron: Int
    let gap: Double
    let intercept: Double
  }

  let chain: Chain
  /// The functions: rows behind the hidden layer `depth` - 1.
  let functions: Chain.Layer
  let depth: Int
  let capacity: Int
  private let error: Double
  private let lower: [Double]
  private let upper: [Double]
  private let relaxations: [Relaxation]
  private let rowMagnitude: [Double]

  private var current: Numbers
  private var next: Numbers
  /// For each hidden layer, [lines, neurons]: coefficients behind the rectifiers, inputs of the rectifiers,
  /// slopes, multipliers, sides, and two moments of Adam for what is free.
  private let coefficients: [Numbers]
  private let inputs: [Numbers]
  private let slopes: [Numbers]
  private let multipliers: [Numbers]
  private let sides: [Numbers]
  private let first: [Numbers]
  private let second: [Numbers]
  private let value: Numbers
  private let slack: Numbers
  private let corner: Numbers

  /// - Parameters:
  ///   - relaxations: bounds of the hidden neurons on the box, as its first.
  ///   - depth: how many hidden layers lie before the functions.
  init(
    _ chain: Chain, _ functions: Chain.Layer, depth: Int, _ relaxations: [Relaxation],
    lower: [Double], upper: [Double], lines: Int, error: Double
  ) throws {
    self.chain = chain
    self.functions = functions
    self.depth = depth
    self.relaxations = relaxations
    self.lower = lower
    self.upper = upper
    self.error = error
    capacity = lines
    let widest = max(chain.widest, functions.inputStride)
    (current, next) = (try Numbers(lines * widest), try Numbers(lines * widest))
    func hidden() throws -> [Numbers] {
      try (0..<depth).map { try Numbers(lines * chain.layers[$0].outputStride) }
    }
    (coefficients, inputs, slopes) = (try hidden(), try hidden(), try hidden())
    (multipliers, sides) = (try hidden(), try hidden())
    (first, second) = (try hidden(), try hidden())
    (value, slack) = (try Numbers(lines), try Numbers(lines))
    corner = try Numbers(lines * Numbers.stride(chain.inputs))
    rowMagnitude = (0..<functions.outputs).map { row in
      var sum = functions.biasMagnitude[row]
      let weights = functions.weightMagnitude.pointer + row * functions.inputStride
      for j in 0..<functions.inputs {
        let size =
          depth == 0
          ? max(abs(lower[j]), abs(upper[j]))
          : max(relaxations[depth - 1].upper[j], 0)
        sum += weights[j] * size
      }
      return sum
    }
  }

  /// Optimizes the lines, and gives each its best bound, slopes and multipliers.
  /// - Parameter candidates: called in the end with what could be split for each line.
  func run(
    _ lines: inout [Line], steps: Int, _ visit: ((_ line: Int, [Candidate]) -> Void)? = nil
  ) {
    load(lines)
    for step in 0...steps {
      backward(lines)
      var isDone = true
      for line in lines.indices {
        let bound = value[line] - 2 * error * slack[line] - (error > 0 ? 1e-280 : 0)
        if bound > lines[line].bound {
          lines[line].bound = bound
          save(&lines[line], line)
        }
        isDone = isDone && lines[line].bound > 0
      }
      if isDone { return }
      guard step < steps || visit != nil else { return }
      forward(lines.count)
      if step < steps { update(lines.count, step) }
    }
    if let visit { for line in lines.indices { visit(line, candidates(line)) } }
  }

  /// The inputs at which the bound of a line was taken last.
  func corner(_ line: Int) -> [Double] {
    let stride = Numbers.stride(chain.inputs)
    return (0..<chain.inputs).map { corner[line * stride + $0] }
  }

  // MARK: Lines

  private func load(_ lines: [Line]) {
    for k in 0..<depth {
      let (stride, width) = (chain.layers[k].outputStride, chain.layers[k].outputs)
      for numbers in [multipliers[k], sides[k], first[k], second[k]] {
        numbers.pointer.update(repeating: 0, count: lines.count * stride)
      }
      for (line, content) in lines.enumerated() {
        for j in 0..<width {
          slopes[k][line * stride + j] =
            content.slopes.isEmpty ? relaxations[k].lowerSlope[j] : content.slopes[k][j]
        }
      }
    }
    for (line, content) in lines.enumerated() {
      for (place, decision) in content.decisions.enumerated() {
        let at = line * chain.layers[decision.layer].outputStride + decision.neuron
        sides[decision.layer][at] = decision.side
        multipliers[decision.layer][at] =
          place < content.multipliers.count ? content.multipliers[place] : 0
      }
    }
  }

  private func save(_ content: inout Line, _ line: Int) {
    content.slopes = (0..<depth).map { k in
      let first = line * chain.layers[k].outputStride
      return (0..<chain.layers[k].outputs).map { slopes[k][first + $0] }
    }
    content.multipliers = content.decisions.map {
      multipliers[$0.layer][line * chain.layers[$0.layer].outputStride + $0.neuron]
    }
  }

  // MARK: One step

  private func backward(_ lines: [Line]) {
    let stride = functions.inputStride
    for (line, content) in lines.enumerated() {
      let from = functions.weight.pointer + content.row * stride
      let to = current.pointer + line * stride
      for j in 0..<stride { to[j] = content.sign * from[j] }
      value[line] = content.sign * functions.bias[content.row]
      slack[line] = rowMagnitude[content.row]
    }
    for k in Swift.stride(from: depth - 1, through: 0, by: -1) {
      let layer = chain.layers[k]
      for line in lines.indices { relax(k, line) }
      Product.plain(
        next.pointer, current.pointer, layer.weight.pointer, m: lines.count,
        n: layer.inputStride, k: layer.outputs, lda: layer.outputStride, ldb: layer.inputStride,
        ldc: layer.inputStride)
      swap(&current, &next)
    }
    let width = Numbers.stride(chain.inputs)
    for line in lines.indices {
      let (row, out) = (current.pointer + line * width, corner.pointer + line * width)
      var (sum, size) = (0.0, 0.0)
      for i in 0..<chain.inputs {
        let x = row[i] > 0 ? lower[i] : upper[i]
        out[i] = x
        sum += row[i] * x
        size += abs(row[i]) * max(abs(lower[i]), abs(upper[i]))
      }
      value[line] += sum
      slack[line] += size
    }
  }

  /// Carries a line through the rectifiers of a layer, and takes the layer's bias.
  private func relax(_ k: Int, _ line: Int) {
    let (layer, relaxation) = (chain.layers[k], relaxations[k])
    let first = line * layer.outputStride
    let row = current.pointer + first
    let (kept, slope) = (coefficients[k].pointer + first, slopes[k].pointer + first)
    let (side, multiplier) = (sides[k].pointer + first, multipliers[k].pointer + first)
    let (low, high) = (relaxation.lower.pointer, relaxation.upper.pointer)
    let (steep, intercept) = (relaxation.upperSlope.pointer, relaxation.intercept.pointer)
    let (bias, magnitude) = (layer.bias.pointer, relaxation.magnitude.pointer)
    var (sum, size) = (0.0, 0.0)
    for j in 0..<layer.outputs {
      let a = row[j]
      kept[j] = a
      var b: Double
      if side[j] != 0 {
        // Multipliers are no smaller than 0: side * input is as well.
        b = (side[j] > 0 ? a : 0) - multiplier[j] * side[j]
        size += abs(a) * magnitude[j]
      } else if low[j] >= 0 {
        b = a
      } else if high[j] <= 0 {
        b = 0
      } else if a > 0 {
        b = a * slope[j]
      } else {
        b = a * steep[j]
        sum += a * intercept[j]
        size -= a * (magnitude[j] + intercept[j])
      }
      row[j] = b
      sum += b * bias[j]
      size += abs(b) * magnitude[j]
    }
    for j in layer.outputs..<layer.outputStride { row[j] = 0 }
    value[line] += sum
    slack[line] += size
  }

  /// The inputs of the rectifiers where the bounds were taken.
  private func forward(_ count: Int) {
    var width = Numbers.stride(chain.inputs)
    current.pointer.update(from: corner.pointer, count: count * width)
    for k in 0..<depth {
      let (layer, relaxation) = (chain.layers[k], relaxations[k])
      Product.transposed(
        inputs[k].pointer, current.pointer, layer.weight.pointer, m: count, n: layer.outputs,
        k: layer.inputs, lda: width, ldb: layer.inputStride, ldc: layer.outputStride)
      width = layer.outputStride
      for line in 0..<count {
        let first = line * width
        let (z, out) = (inputs[k].pointer + first, current.pointer + first)
        let (a, slope, side) = (
          coefficients[k].pointer + first, slopes[k].pointer + first, sides[k].pointer + first
        )
        for j in 0..<layer.outputs {
          z[j] += layer.bias.pointer[j]
          if side[j] != 0 {
            out[j] = side[j] > 0 ? z[j] : 0
          } else if relaxation.lower.pointer[j] >= 0 {
            out[j] = z[j]
          } else if relaxation.upper.pointer[j] <= 0 {
            out[j] = 0
          } else if a[j] > 0 {
            out[j] = slope[j] * z[j]
          } else {
            out[j] = relaxation.upperSlope.pointer[j] * z[j] + relaxation.intercept.pointer[j]
          }
        }
        for j in layer.outputs..<width { out[j] = 0 }
      }
    }
  }

  /// A step of Adam upward on slopes and multipliers.
  private func update(_ count: Int, _ step: Int) {
    let decay = Power.of(0.98, step)
    let (one, two) = (1 - Power.of(0.9, step + 1), 1 - Power.of(0.999, step + 1))
    for k in 0..<depth {
      let (layer, relaxation) = (chain.layers[k], relaxations[k])
      for line in 0..<count {
        for j in 0..<layer.outputs {
          let at = line * layer.outputStride + j
          let side = sides[k][at]
          let isFree =
            side != 0 || (relaxation.lower.pointer[j] < 0 && relaxation.upper.pointer[j] > 0)
          guard isFree else { continue }
          let a = coefficients[k][at]
          let gradient = side != 0 ? -side * inputs[k][at] : a > 0 ? a * inputs[k][at] : 0
          first[k][at] = 0.9 * first[k][at] + 0.1 * gradient
          second[k][at] = 0.999 * second[k][at] + 0.001 * gradient * gradient
          let move = first[k][at] / one / ((second[k][at] / two).squareRoot() + 1e-8) * decay
          if side != 0 {
            multipliers[k][at] = max(multipliers[k][at] + 0.05 * move, 0)
          } else {
            slopes[k][at] = min(max(slopes[k][at] + 0.25 * move, 0), 1)
          }
        }
      }
    }
  }

  /// Neurons that are on both sides of zero as far as is known.
  private func candidates(_ line: Int) -> [Candidate] {
    var found: [Candidate] = []
    for k in 0..<depth {
      let relaxation = relaxations[k]
      for j in 0..<chain.layers[k].outputs {
        let at = line * chain.layers[k].outputStride + j
        guard sides[k][at] == 0, relaxation.isUnstable(0, j) else { continue }
        let (a, z) = (coefficients[k][at], inputs[k][at])
        let relu = max(z, 0)
        // How far the line is from the function where the bound was taken.
        let gap =
          a > 0
          ? a * (relu - slopes[k][at] * z)
          : -a * (relaxation.upperSlope[j] * z + relaxation.intercept[j] - relu)
        found.append(
          Candidate(layer: k, neuron: j, gap: gap, intercept: max(-a, 0) * relaxation.intercept[j]))
      }
    }
    return found
  }
}

private enum Power {
  static func of(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
