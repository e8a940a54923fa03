import Landscape

/// Units, or channels, from the layer that computes them to the layer that reads them.
struct UnitChain {
  /// Parameters that multiply what comes in, and those that add to it, for each unit.
  struct Segment {
    var weights: [[Int]]
    var biases: [[Int]]
    /// Numbers that are not parameters (running statistics), for each unit: units change places only where
    /// they are equal.
    var buffers: [[Double]]
    /// For each unit whether it subtracts nothing from what comes in before its weights multiply it.
    var isCentered: [Bool]
  }

  /// Layers with weights of their own units: the one that computes them, and normalisations.
  var segments: [Segment]
  /// What is known of the function after each segment; as many as there are segments.
  var links: [UnitFunction.Facts] = []
  /// Of the value at this place: the unit of each feature of a sample.
  var owners: [Int]
  /// The layers without parameters since the last segment.
  var functions = UnitFunction()
  /// Of the weights that read the units, for each of them, and the biases that these add to.
  var outgoing: [[Int]] = []
  var outgoingBiases: [Int]?

  var count: Int { segments[0].weights.count }
}

/// Units that a network has, with all that may be done to them if the loss allows.
struct UnitCandidates {
  var units: [HiddenUnit]
  /// Units with different keys differ in what is not a parameter.
  var keys: [[Double]]
  /// Of the places in a unit's parameters, where parts of the incoming ones end: weights, biases, ….
  var partEnds: [Int]
  var signGenerators: [Move]
  var scalings: [Move]
  var mirror: HiddenLayer.Mirror?

  /// What may be done to a unit by itself: a factor's exponent, or 1 for a flip, for each place; and the units
  /// for which it is a candidate.
  struct Move {
    var powers: [Double]
    var isMirror = false
    var allows: [Bool]
  }
}

extension UnitChain {
  /// What may be done to the units if the loss allows; `outgoing` is known.
  func candidates() -> UnitCandidates {
    var starts: [(weights: Range<Int>, biases: Range<Int>)] = []
    var width = 0
    var partEnds: [Int] = []
    for segment in segments {
      let weights = width..<width + segment.weights[0].count
      let biases = weights.upperBound..<weights.upperBound + segment.biases[0].count
      starts.append((weights, biases))
      width = biases.upperBound
      partEnds += [weights.upperBound, biases.upperBound].filter { $0 > (partEnds.last ?? 0) }
    }
    let all = width..<width + outgoing[0].count
    var candidates = UnitCandidates(
      units: (0..<count).map { unit in
        HiddenUnit(
          incoming: segments.flatMap { $0.weights[unit] + $0.biases[unit] },
          outgoing: outgoing[unit])
      },
      keys: (0..<count).map { unit in segments.flatMap { $0.buffers[unit] } },
      partEnds: partEnds, signGenerators: [], scalings: [], mirror: nil)
    for (k, facts) in links.enumerated() {
      let isLast = k + 1 == segments.count
      let after = isLast ? all : starts[k + 1].weights
      let allows = isLast ? [Bool](repeating: true, count: count) : segments[k + 1].isCentered
      func powers(_ next: Double) -> [Double] {
        var powers = [Double](repeating: 0, count: all.upperBound)
        for place in starts[k].weights.lowerBound..<starts[k].biases.upperBound {
          powers[place] = 1
        }
        for place in after { powers[place] = next }
        return powers
      }
      switch facts.reflection {
      case .odd: candidates.signGenerators.append(.init(powers: powers(1), allows: allows))
      case .even: candidates.signGenerators.append(.init(powers: powers(0), allows: allows))
      case .mirrored(let sum):
        guard isLast, let biases = outgoingBiases else { break }
        candidates.mirror = .init(center: sum / 2, biases: biases)
        candidates.signGenerators.append(.init(powers: powers(1), isMirror: true, allows: allows))
      case nil: break
      }
      if let degree = facts.degree {
        candidates.scalings.append(.init(powers: powers(-degree), allows: allows))
      }
    }
    return candidates
  }
}
