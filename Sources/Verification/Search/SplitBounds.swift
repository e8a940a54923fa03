import Tensors

/// Lower bounds of linear functions of a chain's outputs on boxes, where some hidden neurons are on a
/// known side of zero: for each function, box and set of decisions a line. The slopes of the lines below
/// rectifiers and the multipliers of the decisions are optimized by Adam (Wang et al. 2021, beta-CROWN;
/// Xu et al. 2021). Memory of one thread.
///
/// The derivative needs no graph: the input at which the bound is taken, carried forward through the same
/// lines, gives what each slope and multiplier is worth.
package final class SplitBounds {
  /// A neuron and the side of zero that it is on: 1 for not below, -1 for not above.
  package struct Decision: Sendable, Hashable {
    let layer: Int
    let neuron: Int
    let side: Double

    package init(layer: Int, neuron: Int, side: Double) {
      (self.layer, self.neuron, self.side) = (layer, neuron, side)
    }
  }

  /// What is bounded.
  struct Line: Sendable {
    /// Which function, and with which sign.
    var row: Int
    var sign = 1.0
    /// Which of the boxes.
    var box = 0
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
  let error: Double
  /// [boxes, inputs], in padded rows.
  let lower: Numbers
  let upper: Numbers
  let relaxations: [ChainRelaxation]

  var current: Numbers
  var next: Numbers
  /// For each hidden layer, [lines, neurons]: coefficients behind the rectifiers, inputs of the rectifiers,
  /// slopes, multipliers, sides, and two moments of Adam for what is free.
  let coefficients: [Numbers]
  let inputs: [Numbers]
  let slopes: [Numbers]
  let multipliers: [Numbers]
  let sides: [Numbers]
  let first: [Numbers]
  let second: [Numbers]
  let value: Numbers
  let slack: Numbers
  let corner: Numbers
  /// Of each line's function.
  let magnitudes: Numbers

  /// - Parameters:
  ///   - relaxations: bounds of the hidden neurons on the boxes.
  ///   - depth: how many hidden layers lie before the functions.
  ///   - lower: [boxes, inputs], in padded rows.
  init(
    _ chain: Chain, _ functions: Chain.Layer, depth: Int, _ relaxations: [ChainRelaxation],
    lower: Numbers, upper: Numbers, lines: Int, error: Double
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
    magnitudes = try Numbers(lines)
  }

  /// On one box.
  convenience init(
    _ chain: Chain, _ functions: Chain.Layer, depth: Int, _ relaxations: [ChainRelaxation],
    lower: [Double], upper: [Double], lines: Int, error: Double
  ) throws {
    try self.init(
      chain, functions, depth: depth, relaxations,
      lower: Numbers(rows: 1, columns: lower.count) { lower[$0] },
      upper: Numbers(rows: 1, columns: upper.count) { upper[$0] }, lines: lines, error: error)
  }

  /// No smaller than any sum of absolute values that a function is made of on a box.
  private func magnitude(_ row: Int, _ box: Int) -> Double {
    var sum = functions.biasMagnitude[row]
    let weights = functions.weightMagnitude.numbers.pointer + row * functions.inputStride
    if depth == 0 {
      let first = box * Numbers.stride(chain.inputs)
      for j in 0..<functions.inputs {
        sum += weights[j] * max(abs(lower[first + j]), abs(upper[first + j]))
      }
    } else {
      let before = relaxations[depth - 1]
      for j in 0..<functions.inputs {
        sum += weights[j] * max(before.upper[box * before.stride + j], 0)
      }
    }
    return sum
  }

  /// Optimizes the lines, and gives each its best bound, slopes and multipliers.
  /// - Parameters:
  ///   - keepsChoices: whether slopes and multipliers are wanted, besides bounds.
  ///   - candidates: called in the end with what could be split for each line.
  func run(
    _ lines: inout [Line], steps: Int, keepsChoices: Bool = true,
    _ visit: ((_ line: Int, [Candidate]) -> Void)? = nil
  ) {
    load(lines)
    for step in 0...steps {
      backward(lines)
      var isDone = true
      for line in lines.indices {
        let bound = value[line] - 2 * error * slack[line] - (error > 0 ? 1e-280 : 0)
        if bound > lines[line].bound {
          lines[line].bound = bound
          if keepsChoices { save(&lines[line], line) }
        }
        isDone = isDone && lines[line].bound > 0
      }
      if isDone { return }
      guard step < steps || visit != nil else { return }
      forward(lines)
      if step < steps { update(lines, step) }
    }
    if let visit { for line in lines.indices { visit(line, candidates(line, lines[line].box)) } }
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
        let usual = relaxations[k].lowerSlope.pointer + content.box * stride
        for j in 0..<width {
          slopes[k][line * stride + j] = content.slopes.isEmpty ? usual[j] : content.slopes[k][j]
        }
      }
    }
    for (line, content) in lines.enumerated() {
      magnitudes[line] = magnitude(content.row, content.box)
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
}
