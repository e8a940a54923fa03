import Landscape

/// Atoms with the pair energy 4 (r^-12 - r^-6), three coordinates each.
struct LennardJones: EnergySurface {
  let atoms: Int
  var dimension: Int { 3 * atoms }

  func makeEvaluator() -> any EnergyEvaluator { Evaluator(atoms: atoms) }

  private final class Evaluator: EnergyEvaluator {
    let atoms: Int
    init(atoms: Int) { self.atoms = atoms }

    func valueAndGradient(
      _ x: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>
    ) -> Double {
      for i in 0..<3 * atoms { gradient[i] = 0 }
      var energy = 0.0
      for i in 0..<atoms {
        for j in 0..<i {
          let d = (0..<3).map { x[3 * i + $0] - x[3 * j + $0] }
          let s = 1 / (d[0] * d[0] + d[1] * d[1] + d[2] * d[2])
          let s3 = s * s * s
          energy += 4 * (s3 * s3 - s3)
          // dE/d(r^2)
          let slope = 4 * s * (-6 * s3 * s3 + 3 * s3)
          for k in 0..<3 {
            gradient[3 * i + k] += 2 * slope * d[k]
            gradient[3 * j + k] -= 2 * slope * d[k]
          }
        }
      }
      return energy
    }

    func hessian(_ x: [Double]) -> [Double] {
      let n = 3 * atoms
      var h = [Double](repeating: 0, count: n * n)
      for i in 0..<atoms {
        for j in 0..<i {
          let d = (0..<3).map { x[3 * i + $0] - x[3 * j + $0] }
          let s = 1 / (d[0] * d[0] + d[1] * d[1] + d[2] * d[2])
          let s3 = s * s * s
          let slope = 4 * s * (-6 * s3 * s3 + 3 * s3)
          let curvature = 4 * s * s * (42 * s3 * s3 - 12 * s3)
          for k in 0..<3 {
            for l in 0..<3 {
              let value = 4 * curvature * d[k] * d[l] + (k == l ? 2 * slope : 0)
              h[(3 * i + k) * n + 3 * i + l] += value
              h[(3 * j + k) * n + 3 * j + l] += value
              h[(3 * i + k) * n + 3 * j + l] -= value
              h[(3 * j + k) * n + 3 * i + l] -= value
            }
          }
        }
      }
      return h
    }
  }
}

/// Clusters are one if their sorted distances between atoms are: rotations, translations,
/// reflections and permutations.
struct SortedDistances: Symmetry {
  func aligned(_ b: [Double], to a: [Double]) -> [Double] { b }
  func invariants(of x: [Double]) -> SymmetryInvariants { SymmetryInvariants(0, 0) }

  var summary: String { "sorted distances" }

  /// Translations along the axes, and rotations about them.
  func zeroModes(at x: [Double]) -> [[Double]] {
    var modes: [[Double]] = []
    for k in 0..<6 {
      var mode = [Double](repeating: 0, count: x.count)
      for atom in stride(from: 0, to: x.count, by: 3) {
        if k < 3 {
          mode[atom + k] = 1
        } else {
          let (a, b) = ((k + 1) % 3, (k + 2) % 3)
          mode[atom + a] = -x[atom + b]
          mode[atom + b] = x[atom + a]
        }
      }
      for earlier in modes {
        let share = zip(mode, earlier).reduce(0) { $0 + $1.0 * $1.1 }
        for i in mode.indices { mode[i] -= share * earlier[i] }
      }
      let length = mode.reduce(0) { $0 + $1 * $1 }.squareRoot()
      modes.append(mode.map { $0 / length })
    }
    return modes
  }

  func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(sorted(a), sorted(b)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  func multiplicity(of x: [Double], tolerance: Double) -> Double { 1 }

  private func sorted(_ x: [Double]) -> [Double] {
    var distances: [Double] = []
    for i in 0..<x.count / 3 {
      for j in 0..<i {
        distances.append(
          (0..<3).reduce(0) {
            $0 + (x[3 * i + $1] - x[3 * j + $1]) * (x[3 * i + $1] - x[3 * j + $1])
          }.squareRoot())
      }
    }
    return distances.sorted()
  }
}
