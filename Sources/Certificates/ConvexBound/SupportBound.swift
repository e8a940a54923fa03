import Tensors

/// How large F(u) = sum over n of v_n max(x_n . u, 0) becomes for |u| <= 1, with a bound that is rounded up.
///
/// On the cell of a pattern F is g . u with g = sum of v_n x_n over its active samples. There s_k x_k . u >= 0 with the signs of the
/// cell, so that for all m_k >= 0 F(u) <= |g + sum m_k s_k x_k|; the best of them give the largest value on the cell itself, which
/// is the length of the projection of g on it.
struct SupportBound {
  let samples: [SIMD3<Double>]
  let patterns: [UInt32]

  /// What a cell comes to.
  struct Peak {
    var pattern: UInt32
    /// Where F is largest in the cell, of length 1.
    var direction: SIMD3<Double>
    /// Its value there; what cannot be exceeded is `SupportBound.bound`.
    var value: Double
  }

  /// No less than the largest value.
  func bound(_ v: [Double], floor: Double) -> Double {
    patterns.reduce(floor) { max($0, bound(v, $1, unless: $0)) }
  }

  /// The peaks of cells above a level.
  func peaks(_ v: [Double], above level: Double) -> [Peak] {
    patterns.compactMap { pattern in
      let g = gradient(v, pattern)
      guard length(g) > level else { return nil }
      let rest = projection(g, pattern).rest
      let value = length(rest)
      return value > level ? Peak(pattern: pattern, direction: rest / value, value: value) : nil
    }
  }

  private func gradient(_ v: [Double], _ pattern: UInt32) -> SIMD3<Double> {
    var g = SIMD3<Double>()
    for n in samples.indices where pattern >> n & 1 == 1 { g += v[n] * samples[n] }
    return g
  }

  /// The multipliers that leave least of g, and what they leave.
  private func projection(
    _ g: SIMD3<Double>, _ pattern: UInt32
  ) -> (multipliers: [Double], rest: SIMD3<Double>) {
    let n = samples.count
    let normals = samples.indices.map { pattern >> $0 & 1 == 1 ? samples[$0] : -samples[$0] }
    // In the cell already.
    guard normals.contains(where: { ($0 * g).sum() < 0 }) else {
      return ([Double](repeating: 0, count: n), g)
    }
    let gram = (0..<n * n).map { (normals[$0 / n] * normals[$0 % n]).sum() }
    let slopes = normals.map { -($0 * g).sum() }
    let size = length(g) * (normals.map(length).max() ?? 0)
    let found = NonnegativeQuadratic(gram, slopes, tolerance: 1e-15 * size).x
    return (found, zip(found, normals).reduce(g) { $0 + $1.0 * $1.1 })
  }

  /// The bound of one cell, rounded up; not needed if it is below what is known already.
  private func bound(_ v: [Double], _ pattern: UInt32, unless known: Double) -> Double {
    let none = [Double](repeating: 0, count: v.count)
    let plain = enclosed(v, pattern, none)
    guard !(plain <= known) else { return plain }
    let multipliers = projection(gradient(v, pattern), pattern).multipliers
    let better = enclosed(v, pattern, multipliers)
    return better < plain ? better : plain
  }

  /// |g + sum m_k s_k x_k|, rounded up.
  private func enclosed(_ v: [Double], _ pattern: UInt32, _ multipliers: [Double]) -> Double {
    var (sum, size) = (SIMD3<Double>(), SIMD3<Double>())
    for n in samples.indices {
      let isActive = pattern >> n & 1 == 1
      let factors = (isActive ? v[n] : 0, isActive ? multipliers[n] : -multipliers[n])
      for factor in [factors.0, factors.1] where factor != 0 {
        let term = factor * samples[n]
        sum += term
        size += SIMD3(abs(term.x), abs(term.y), abs(term.z))
      }
    }
    let error = 2 * Rounded.error(2 * samples.count + 4)
    let ends = [
      abs(sum.x) + error * size.x, abs(sum.y) + error * size.y, abs(sum.z) + error * size.z,
    ]
    return Rounded.norm(ends)
  }

  private func length(_ a: SIMD3<Double>) -> Double { (a * a).sum().squareRoot() }
}
