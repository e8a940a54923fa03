import Foundation
import Landscape
import Tensors

/// Tries candidates of a symmetry on the surface: the energy must stay what it is at random points, and its
/// gradient must go with the point.
struct SymmetryTrial {
  private let evaluator: any EnergyEvaluator
  private let points: [(x: [Double], energy: Double, slope: [Double])]
  private static let tolerance = 1e-9

  init(_ surface: any EnergySurface) throws {
    evaluator = try surface.makeEvaluator()
    var random = CounterRandom(seed: 0, stream: 1)
    var points: [([Double], Double, [Double])] = []
    // Large and small ones: where functions saturate, and where they are nearly linear.
    for scale in [1, 0.3, 0.1] {
      let x = (0..<surface.dimension).map { _ in scale * random.symmetric() }
      var slope = x
      let energy = try evaluator.energy(x, gradient: &slope)
      if energy.isFinite, slope.allSatisfy(\.isFinite) { points.append((x, energy, slope)) }
    }
    self.points = points
  }

  /// The layer with a word on whether parallel units may share their weights in any way.
  func dividing(_ layer: HiddenLayer, _ surface: any EnergySurface) throws -> HiddenLayer {
    guard layer.units.count > 1, layer.scalings.isEmpty else { return layer }
    let units = HomogeneousUnits(layers: [
      layer.units.map { HomogeneousUnits.Unit(incoming: $0.incoming, outgoing: $0.outgoing) }
    ])
    var layer = layer
    layer.isDivisible = try units.holds(on: evaluator, dimension: surface.dimension)
    return layer
  }

  /// Whether a map leaves the energy of all points unchanged.
  /// - Parameters:
  ///   - prepare: what is done to points first.
  ///   - pullback: the gradient at the image as a gradient at the point; NaN where it may be any.
  private func holds(
    prepare: (([Double]) -> [Double])? = nil, _ map: ([Double], inout CounterRandom) -> [Double],
    pullback: ([Double]) -> [Double]
  ) throws -> Bool {
    var random = CounterRandom(seed: 0, stream: 3)
    for point in points {
      var (x, energy, slope) = point
      if let prepare {
        x = prepare(x)
        energy = try evaluator.energy(x, gradient: &slope)
      }
      let image = map(x, &random)
      var imageSlope = image
      let imageEnergy = try evaluator.energy(image, gradient: &imageSlope)
      guard abs(energy - imageEnergy) <= SymmetryTrial.tolerance * max(1, abs(energy)),
        imageSlope.allSatisfy(\.isFinite)
      else { return false }
      let pulled = pullback(imageSlope)
      let size = slope.reduce(0) { max($0, abs($1)) }
      let bound = 10 * SymmetryTrial.tolerance * max(1, size)
      guard zip(slope, pulled).allSatisfy({ $1.isNaN || abs($0 - $1) <= bound }) else {
        return false
      }
    }
    return !points.isEmpty
  }

  // MARK: - Units

  /// What holds of the candidates: sets of units that may change places, each with what may be done to its
  /// units.
  func holding(_ candidates: UnitCandidates, level: Int) throws -> [HiddenLayer] {
    let classes = try exchangeable(candidates)
    return try classes.compactMap { members in
      let units = members.map { candidates.units[$0] }
      var generators: [[Bool]] = []
      var mirror: HiddenLayer.Mirror?
      for move in candidates.signGenerators where members.allSatisfy({ move.allows[$0] }) {
        let flips = move.powers.map { $0 != 0 }
        let moved = move.isMirror ? candidates.mirror : nil
        guard try flipHolds(units, flips, moved) else { continue }
        generators.append(flips)
        if move.isMirror { mirror = moved }
      }
      let scalings = try candidates.scalings.filter { move in
        try members.allSatisfy { move.allows[$0] } && scalingHolds(units, move.powers)
      }.map(\.powers)
      let free = try freeWhenDead(units, candidates.partEnds)
      let layer = HiddenLayer(
        units: units, signGenerators: generators, mirror: mirror, scalings: scalings,
        freeWhenDead: free.contains(true) ? free : [], level: level)
      // A unit that may do nothing is no symmetry, unless it is the whole layer.
      let isIdle =
        units.count == 1 && generators.isEmpty && scalings.isEmpty && !free.contains(true)
      return isIdle && classes.count > 1 ? nil : layer
    }
  }

  /// Sets of units, in order, within which all may change places.
  private func exchangeable(_ candidates: UnitCandidates) throws -> [[Int]] {
    let units = candidates.units
    if Set(candidates.keys).count == 1, try exchangeHolds(units) { return [Array(units.indices)] }
    // Where all units are alike, those that may change places have one gradient: cheaper than pairs.
    var classes: [[Int]] = []
    let slopes = try slopesOfEqualUnits(units)
    for unit in units.indices {
      let known = classes.firstIndex { members in
        candidates.keys[members[0]] == candidates.keys[unit]
          && isNear(slopes[members[0]], slopes[unit])
      }
      if let known { classes[known].append(unit) } else { classes.append([unit]) }
    }
    return try classes.flatMap { members in
      if try exchangeHolds(members.map { units[$0] }) { return [members] }
      var parts: [[Int]] = []
      for unit in members {
        let known = try parts.firstIndex { try exchangeHolds([units[$0[0]], units[unit]]) }
        if let known { parts[known].append(unit) } else { parts.append([unit]) }
      }
      return parts
    }
  }

  /// The gradients of units where all have the parameters of the first.
  private func slopesOfEqualUnits(_ units: [HiddenUnit]) throws -> [[Double]] {
    guard var x = points.first?.x else { return units.map { _ in [] } }
    for unit in units {
      for (p, q) in zip(unit.parameters, units[0].parameters) { x[p] = x[q] }
    }
    var slope = x
    _ = try evaluator.energy(x, gradient: &slope)
    return units.map { unit in unit.parameters.map { slope[$0] } }
  }

  private func isNear(_ a: [Double], _ b: [Double]) -> Bool {
    zip(a, b).allSatisfy { !(abs($0 - $1) > 1e-6 * max(1, abs($0))) }
  }

  private func exchangeHolds(_ units: [HiddenUnit]) throws -> Bool {
    guard units.count > 1 else { return true }
    var order: [Int] = []
    return try holds { x, random in
      order = Array(units.indices)
      while order == Array(units.indices) { order.shuffle(using: &random) }
      var image = x
      for (i, j) in order.enumerated() {
        for (p, q) in zip(units[i].parameters, units[j].parameters) { image[p] = x[q] }
      }
      return image
    } pullback: { slope in
      var pulled = slope
      for (i, j) in order.enumerated() {
        for (p, q) in zip(units[i].parameters, units[j].parameters) { pulled[q] = slope[p] }
      }
      return pulled
    }
  }

  private func flipHolds(
    _ units: [HiddenUnit], _ flips: [Bool], _ mirror: HiddenLayer.Mirror?
  ) throws -> Bool {
    for chosen in [units, units.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)] {
      let isHeld = try holds { x, _ in
        var image = x
        for unit in chosen {
          for (p, flips) in zip(unit.parameters, flips) where flips { image[p].negate() }
          for (p, bias) in zip(unit.outgoing, mirror?.biases ?? []) {
            image[bias] += 2 * (mirror?.center ?? 0) * x[p]
          }
        }
        return image
      } pullback: { slope in
        var pulled = slope
        for unit in chosen {
          for (p, flips) in zip(unit.parameters, flips) where flips { pulled[p].negate() }
          for (p, bias) in zip(unit.outgoing, mirror?.biases ?? []) {
            pulled[p] += 2 * (mirror?.center ?? 0) * slope[bias]
          }
        }
        return pulled
      }
      if !isHeld { return false }
    }
    return true
  }

  private func scalingHolds(_ units: [HiddenUnit], _ powers: [Double]) throws -> Bool {
    // One unit up, the next one down.
    func factor(_ unit: Int, _ power: Double) -> Double {
      let step = unit % 2 == 0 ? 1.5 : 0.75
      return power == 0 ? 1 : power == 1 ? step : power == -1 ? 1 / step : pow(step, power)
    }
    func scaled(_ x: [Double]) -> [Double] {
      var image = x
      for (k, unit) in units.enumerated() {
        for (p, power) in zip(unit.parameters, powers) { image[p] *= factor(k, power) }
      }
      return image
    }
    return try holds { x, _ in
      scaled(x)
    } pullback: { slope in
      scaled(slope)
    }
  }

  /// The incoming parameters of which the energy does not depend when all weights out of a unit are zero.
  private func freeWhenDead(_ units: [HiddenUnit], _ partEnds: [Int]) throws -> [Bool] {
    var free: [Bool] = []
    for end in partEnds {
      let part = free.count..<end
      let isFree = try holds { x in
        var dead = x
        for unit in units { for p in unit.outgoing { dead[p] = 0 } }
        return dead
      } _: { x, random in
        var image = x
        for unit in units {
          for place in part { image[unit.incoming[place]] += random.symmetric() }
        }
        return image
      } pullback: { slope in
        // Weights out of the unit have another slope when it moves; they are not what is free.
        var kept = slope
        for unit in units { for p in unit.outgoing { kept[p] = .nan } }
        return kept
      }
      free += part.map { _ in isFree }
    }
    return free
  }

  // MARK: - Shifts

  /// The sets of parameters by which the outputs shift without changing the energy. The first is tried alone,
  /// the others together.
  func shifts(_ candidates: [[Int]]) throws -> [[Int]] {
    guard let first = candidates.first else { return [] }
    let rest = Array(candidates.dropFirst())
    return try (shiftHolds([first]) ? [first] : []) + (shiftHolds(rest) ? rest : [])
  }

  private func shiftHolds(_ sets: [[Int]]) throws -> Bool {
    try !sets.isEmpty
      && holds { x, random in
        var image = x
        for set in sets {
          let step = random.symmetric()
          for p in set { image[p] += step }
        }
        return image
      } pullback: { slope in
        slope
      }
  }
}
