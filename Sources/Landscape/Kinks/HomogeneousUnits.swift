import Tensors

/// Hidden units of a positively homogeneous activation (relu, leaky_relu), f(t z) = t f(z) for t >= 0, in an energy that
/// depends on the network's function and, if on single parameters, by the sum of their squares.
///
/// A unit (w, v) with weights w into it and v out of it may then be replaced by several a_j (w, v), a_j >= 0, sum a_j^2 = 1:
/// neither the function nor the sum of squares changes. Points with parallel units form such spheres of one energy, and a unit
/// that is zero lies at their ends, where arms for all other units meet. So minima with a unit to spare are never isolated.
public struct HomogeneousUnits: Sendable {
  /// The places of a unit's parameters, in the same order for all units of a layer.
  public struct Unit: Sendable {
    public var incoming: [Int]
    public var outgoing: [Int]
    var all: [Int] { incoming + outgoing }

    public init(incoming: [Int], outgoing: [Int]) {
      self.incoming = incoming
      self.outgoing = outgoing
    }
  }

  public let layers: [[Unit]]

  public init(layers: [[Unit]]) { self.layers = layers }

  /// Whether an energy stays, at points drawn at random, when two parallel units share their weights in another way.
  public func holds(on evaluator: any EnergyEvaluator, dimension: Int, seed: UInt64 = 0) throws
    -> Bool
  {
    var random = CounterRandom(seed: seed, stream: 11)
    for layer in layers where layer.count > 1 {
      for _ in 0..<3 {
        let x = (0..<dimension).map { _ in random.symmetric() }
        var energies: [Double] = []
        for (a, b) in [(1.0, 0.0), (0.6, 0.8), (0.28, 0.96)] {
          var point = x
          for (i, j) in zip(layer[0].all, layer[1].all) {
            (point[i], point[j]) = (a * x[i], b * x[i])
          }
          var slope = x
          energies.append(try evaluator.energy(point, gradient: &slope))
        }
        let scale = max(1, abs(energies[0]))
        guard energies.allSatisfy({ abs($0 - energies[0]) <= 1e-12 * scale }) else { return false }
      }
    }
    return true
  }

  /// Tangents of the spheres of parallel units, orthonormal: k - 1 for k units that are parallel to within `tolerance`.
  public func modes(at x: [Double], tolerance: Double = 1e-8) -> [[Double]] {
    layers.flatMap { units in
      groups(units, x, tolerance).flatMap { group -> [[Double]] in
        let sizes = group.map { norm($0, x) }
        // Row r of an orthonormal basis of what is orthogonal to the sizes, by Householder's reflection that maps the
        // sizes to the first axis.
        let whole = sizes.reduce(0) { $0 + $1 * $1 }.squareRoot()
        var mirror = sizes.map { $0 / whole }
        mirror[0] += 1
        let square = mirror.reduce(0) { $0 + $1 * $1 }
        return (1..<max(group.count, 1)).map { r in
          var mode = [Double](repeating: 0, count: x.count)
          for (j, unit) in group.enumerated() {
            let weight = (j == r ? 1 : 0) - 2 * mirror[r] * mirror[j] / square
            for i in unit.all { mode[i] = weight * x[i] / sizes[j] }
          }
          return mode
        }
      }
    }
  }

  /// The point of the same energy in which units that are zero, to within `tolerance` of the largest, share the largest one in
  /// equal parts; nil where there is no such unit.
  public func spread(_ x: [Double], tolerance: Double = 1e-4) -> [Double]? {
    var point = x
    var isChanged = false
    for units in layers {
      guard let largest = units.max(by: { norm($0, x) < norm($1, x) }) else { continue }
      let size = norm(largest, x)
      let spare = units.filter { norm($0, x) <= tolerance * size }
      guard size > 0, !spare.isEmpty else { continue }
      isChanged = true
      let part = 1 / Double(spare.count + 1).squareRoot()
      for unit in spare + [largest] {
        for (i, source) in zip(unit.all, largest.all) { point[i] = part * x[source] }
      }
    }
    return isChanged ? point : nil
  }

  private func groups(_ units: [Unit], _ x: [Double], _ tolerance: Double) -> [[Unit]] {
    var groups: [[Unit]] = []
    for unit in units where norm(unit, x) > 0 {
      if let place = groups.firstIndex(where: { angle($0[0], unit, x) <= tolerance }) {
        groups[place].append(unit)
      } else {
        groups.append([unit])
      }
    }
    return groups.filter { $0.count > 1 }
  }

  private func norm(_ unit: Unit, _ x: [Double]) -> Double {
    unit.all.reduce(0) { $0 + x[$1] * x[$1] }.squareRoot()
  }

  /// The distance of the units' directions.
  private func angle(_ a: Unit, _ b: Unit, _ x: [Double]) -> Double {
    let (p, q) = (norm(a, x), norm(b, x))
    return zip(a.all, b.all).reduce(0) {
      let difference = x[$1.0] / p - x[$1.1] / q
      return $0 + difference * difference
    }.squareRoot()
  }
}
