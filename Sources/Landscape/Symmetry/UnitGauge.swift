import Foundation

extension UnitSymmetry {
  /// A unit whose weights are all below this part of the largest parameter (or of 1) is dead.
  private static let deadBelow = 1e-6
  /// Units with a larger cosine between them are parallel: an angle below 1e-5.
  private static let parallelAbove = 1 - 5e-11

  /// The image with what is a free choice fixed: shifts leave the mean 0 (of biases with the centres of
  /// mirrored units added), parameters that do not count at dead units are 0, and rescaled units are balanced:
  /// what a scaling enlarges has the norm of what it shrinks, which is the point of least norm.
  ///
  /// The energy is that of `x`. At dead units the Hessian need not be: a bias scales the slopes by which weights
  /// into and out of the unit act together. At 0, where an S-shaped activation is steepest, they act most, so
  /// that what is a minimum there is one for every bias.
  public func representative(of x: [Double]) -> [Double] {
    guard fits(x) else { return x }
    var image = x
    for shift in shifts { center(shift, &image) }
    for layer in layers where layer.freeWhenDead.contains(true) {
      for unit in layer.units where isDead(unit, layer, image) {
        for (place, index) in unit.incoming.enumerated() where layer.freeWhenDead[place] {
          image[index] = 0
        }
      }
    }
    balance(&image)
    for layer in layers where layer.isDivisible { unite(layer.units, &image) }
    return image
  }

  /// Of parallel units the first has all, and the others are zero.
  private func unite(_ units: [HiddenUnit], _ x: inout [Double]) {
    func product(_ a: HiddenUnit, _ b: HiddenUnit) -> Double {
      zip(a.parameters, b.parameters).reduce(0) { $0 + x[$1.0] * x[$1.1] }
    }
    var squares = units.map { product($0, $0) }
    let dead = UnitSymmetry.deadBelow * UnitSymmetry.deadBelow * (squares.max() ?? 0)
    for (i, unit) in units.enumerated() {
      if squares[i] <= dead {
        for index in unit.parameters { x[index] = 0 }
        continue
      }
      for j in i + 1..<units.count where squares[j] > dead {
        let cosine = product(unit, units[j]) / (squares[i] * squares[j]).squareRoot()
        guard cosine > UnitSymmetry.parallelAbove else { continue }
        let factor = (1 + squares[j] / squares[i]).squareRoot()
        for index in unit.parameters { x[index] *= factor }
        for index in units[j].parameters { x[index] = 0 }
        squares[i] += squares[j]
        squares[j] = 0
      }
    }
  }

  public var homogeneousUnits: HomogeneousUnits? {
    let divisible = layers.filter { $0.isDivisible && $0.units.count > 1 }
    guard !divisible.isEmpty else { return nil }
    return HomogeneousUnits(
      layers: divisible.map { layer in
        layer.units.map { HomogeneousUnits.Unit(incoming: $0.incoming, outgoing: $0.outgoing) }
      })
  }

  /// Tangents of shifts, of scalings, and of the free parameters of dead units.
  public func zeroModes(at x: [Double]) -> [[Double]] {
    guard fits(x) else { return [] }
    var basis = OrthonormalBasis()
    for tangent in tangents(at: x).rows { basis.add(tangent) }
    for layer in layers {
      for unit in layer.units where isDead(unit, layer, x) {
        for (place, index) in unit.incoming.enumerated() where layer.freeWhenDead[place] {
          var tangent = [Double](repeating: 0, count: x.count)
          tangent[index] = 1
          basis.add(tangent)
        }
      }
    }
    return basis.vectors
  }

  /// Shifts and scalings. Free parameters of dead units are none: only at the stationary point itself does nothing change along
  /// them.
  public func tangents(at x: [Double]) -> SymmetryTangents {
    guard fits(x) else { return SymmetryTangents() }
    let zero = [Double](repeating: 0, count: x.count)
    var tangents = SymmetryTangents()
    for shift in shifts {
      var tangent = zero
      for index in shift { tangent[index] = 1 }
      tangents.rows.append(tangent)
    }
    for layer in layers {
      for unit in layer.units {
        for scaling in layer.scalings {
          var tangent = zero
          for (index, power) in zip(unit.parameters, scaling) {
            tangent[index] = power * x[index]
            tangents.rate = max(tangents.rate, abs(power))
          }
          tangents.rows.append(tangent)
        }
      }
    }
    return tangents
  }

  /// Takes off the mean; not again where only rounding is left of it, so that what is centred stays.
  private func center(_ shift: [Int], _ x: inout [Double]) {
    var (sum, size) = (0.0, 0.0)
    for index in shift {
      let value = x[index] + foldedPart(of: index, x)
      sum += value
      size = max(size, abs(value))
    }
    let mean = sum / Double(shift.count)
    guard abs(mean) > 1e-15 * size else { return }
    for index in shift { x[index] -= mean }
  }

  /// What unfolding adds to a coordinate.
  private func foldedPart(of index: Int, _ x: [Double]) -> Double {
    var sum = 0.0
    for layer in layers {
      guard let mirror = layer.mirror else { continue }
      for (place, bias) in mirror.biases.enumerated() where bias == index {
        for unit in layer.units { sum += mirror.center * x[unit.outgoing[place]] }
      }
    }
    return sum
  }

  private func isDead(_ unit: HiddenUnit, _ layer: HiddenLayer, _ x: [Double]) -> Bool {
    guard layer.freeWhenDead.contains(true) else { return false }
    var largest = 1.0
    for value in x { largest = max(largest, abs(value)) }
    let bound = UnitSymmetry.deadBelow * largest
    for index in unit.outgoing where abs(x[index]) > bound { return false }
    for (place, index) in unit.incoming.enumerated()
    where !layer.freeWhenDead[place] && abs(x[index]) > bound { return false }
    return true
  }

  /// Every unit scaled to least norm, in turn until nothing moves: log-convex in the factors, so that there is
  /// one end.
  private func balance(_ x: inout [Double]) {
    guard layers.contains(where: { !$0.scalings.isEmpty }) else { return }
    for _ in 0..<10_000 {
      var largest = 0.0
      for layer in layers {
        for scaling in layer.scalings {
          for unit in layer.units {
            largest = max(largest, balance(unit.parameters, scaling, &x))
          }
        }
      }
      if largest < 1e-14 { return }
    }
  }

  /// Scales by the factor that minimises the norm; gives the size of its logarithm. Where one side is zero no
  /// factor does: then the other is scaled to length 1.
  private func balance(_ parameters: [Int], _ scaling: [Double], _ x: inout [Double]) -> Double {
    var (grown, shrunk, power) = (0.0, 0.0, 0.0)
    for (index, exponent) in zip(parameters, scaling) {
      let square = x[index] * x[index]
      if exponent > 0 { grown += square }
      if exponent < 0 {
        shrunk += square
        power = -exponent
      }
    }
    // d/dc of c^2 grown + c^(-2 power) shrunk vanishes.
    let factor: Double
    switch (grown > 0, shrunk > 0 && power > 0) {
    case (false, false): return 0
    case (true, true): factor = pow(power * shrunk / grown, 1 / (2 + 2 * power))
    case (true, false): factor = 1 / grown.squareRoot()
    case (false, true): factor = pow(shrunk, 1 / (2 * power))
    }
    let change = abs(factor - 1)
    guard change > 1e-15, factor > 0, factor.isFinite else { return 0 }
    for (index, exponent) in zip(parameters, scaling) where exponent != 0 {
      x[index] *= exponent == 1 ? factor : pow(factor, exponent)
    }
    return change
  }
}
