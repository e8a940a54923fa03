/// Linear bounds of functions of a chain's outputs on parts of a box.
final class ChainPartBounds: PartBounds {
  private let chain: Chain
  private let bounds: ChainBounds
  /// How much a neuron's output can count in the functions, by the layers behind it.
  private let weights: [[Double]]

  /// Fewer of wide networks, so that memory stays small.
  let capacity: Int
  private static let most = 32
  private static let numbers = 1 << 15
  /// Rows of the first layer: what an input has to do with a neuron.
  private let first: [[Double]]
  private let splitsSmoothNeurons: Bool

  /// - Parameter rows: the functions, as rows on the outputs and what is subtracted from them.
  init(
    _ chain: Chain, _ rows: [Specification.Row], isSound: Bool, splitsSmoothNeurons: Bool = true
  ) throws {
    self.chain = chain
    self.splitsSmoothNeurons = splitsSmoothNeurons
    let property = try chain.layers[chain.layers.count - 1].merged(rows)
    capacity = max(1, min(ChainPartBounds.most, ChainPartBounds.numbers / chain.widest))
    bounds = try ChainBounds(
      chain, property, boxes: capacity, rows: max(16, min(256, (1 << 18) / chain.widest)),
      isSound: isSound)
    var weights: [[Double]] = []
    var behind = (layer: property, weight: [Double](repeating: 1, count: rows.count))
    for layer in chain.hidden.reversed() {
      let own = behind.layer.absoluteTransposed(behind.weight)
      weights.insert(own, at: 0)
      behind = (layer, own)
    }
    self.weights = weights
    first = chain.layers[0].rows.map { $0.map(abs) }
  }

  var inputs: Int { chain.inputs }

  func values(at points: [[Double]]) -> [[Double]] { bounds.values(at: points) }

  func relaxed(_ parts: [Part]) -> [PartRelaxation] {
    for (place, part) in parts.enumerated() {
      bounds.load(place, lower: part.lower, upper: part.upper)
    }
    bounds.run(parts.count, inherited: parts.map(\.inherited), phases: parts.map(\.phases))
    return parts.enumerated().map { place, part in
      let box = Contraction(lower: part.lower, upper: part.upper)
      let (count, stride) = (bounds.property.outputs, Numbers.stride(inputs))
      let functions = (0..<count).map { k in
        let at = place * count + k
        return box.row(
          bound: bounds.bounds.pointer[at], slopes: bounds.coefficients.pointer + at * stride)
      }
      let phases = part.phases.indices.map { k in
        let at = place * ChainBounds.mostPhases + k
        return box.row(
          bound: bounds.phaseBounds.pointer[at],
          slopes: bounds.phaseCoefficients.pointer + at * stride)
      }
      return PartRelaxation(
        box: box, functions: functions,
        floors: (0..<count).map { bounds.floors.pointer[place * count + $0] }, phases: phases,
        split: split(part, place, functions),
        hidden: bounds.relaxations.isEmpty ? nil : HiddenBounds(bounds.relaxations, place))
    }
  }

  // MARK: Where to split

  /// A neuron's gap is how far its lines are apart, times its weight. Halves of an S-shaped neuron's interval have a
  /// quarter of its gap each, halves at a rectifier's bend none; an input that makes up a share of an interval takes as
  /// much of its width with it.
  private func split(
    _ part: Part, _ place: Int, _ functions: [Contraction.Row]
  ) -> PartRelaxation.Split? {
    var best = (gain: 0.0, split: PartRelaxation.Split?.none)
    var byInput = [Double](repeating: 0, count: inputs)
    let widths = zip(part.lower, part.upper).map { $1 - $0 }
    let shares = self.shares(functions, widths)
    let mayDecide = part.phases.count < ChainBounds.mostPhases - 1
    var isFirst = true
    for (layer, relaxation) in bounds.relaxations.enumerated() {
      var hasUnstable = false
      for j in 0..<relaxation.count {
        guard let gap = relaxation.gap(place, j) else { continue }
        let size = gap.size * weights[layer][j]
        guard size > 0 else { continue }
        // A decision of a rectifier is exact only where those before it are made.
        let isExact = gap.isSmooth || isFirst
        hasUnstable = hasUnstable || !gap.isSmooth
        if mayDecide, isExact, splitsSmoothNeurons || !gap.isSmooth {
          let gain = (gap.isSmooth ? 0.75 : 1) * size
          if gain > best.gain {
            best = (gain, .neuron(layer: layer, neuron: j, point: 0))
          }
        }
        addGains(size, layer == 0 ? first[j] : nil, shares, widths, &byInput)
      }
      isFirst = isFirst && !hasUnstable
    }
    for i in byInput.indices where byInput[i] > best.gain && isDivisible(part, i) {
      best = (byInput[i], .input(i))
    }
    if case .neuron(let layer, let neuron, _)? = best.split {
      let point = bounds.relaxations[layer].division(place, neuron)
      return .neuron(layer: layer, neuron: neuron, point: point)
    }
    if best.split != nil { return best.split }
    // Nothing is curved, or too little to see: the widest input, if there is one.
    let widest = widths.indices.filter { isDivisible(part, $0) }.max { widths[$0] < widths[$1] }
    return widest.map { .input($0) }
  }

  private func addGains(
    _ size: Double, _ row: [Double]?, _ shares: [Double], _ widths: [Double],
    _ gains: inout [Double]
  ) {
    guard let row else {
      for i in gains.indices { gains[i] += size * shares[i] * (1 - shares[i] / 4) }
      return
    }
    var total = 0.0
    for i in gains.indices { total += row[i] * widths[i] }
    guard total > 0 else { return }
    for i in gains.indices {
      let share = row[i] * widths[i] / total
      gains[i] += size * share * (1 - share / 4)
    }
  }

  /// How much of what the functions' lines vary is due to each input.
  private func shares(_ functions: [Contraction.Row], _ widths: [Double]) -> [Double] {
    var shares = [Double](repeating: 0, count: widths.count)
    for row in functions {
      for i in widths.indices { shares[i] += abs(row.slopes[i]) * widths[i] }
    }
    let total = shares.reduce(0, +)
    return total > 0 && total.isFinite ? shares.map { $0 / total } : shares.map { _ in 0 }
  }

  private func isDivisible(_ part: Part, _ i: Int) -> Bool {
    let middle = 0.5 * part.lower[i] + 0.5 * part.upper[i]
    return part.lower[i] < middle && middle < part.upper[i]
  }
}

extension Chain.Layer {
  /// The weights, row by row.
  var rows: [[Double]] {
    (0..<outputs).map { j in (0..<inputs).map { weight.numbers[j * inputStride + $0] } }
  }

  /// |W|^T v.
  fileprivate func absoluteTransposed(_ v: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: inputs)
    for j in 0..<outputs {
      for i in 0..<inputs { sums[i] += abs(weight.numbers[j * inputStride + i]) * v[j] }
    }
    return sums
  }
}
