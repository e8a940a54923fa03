import Foundation
import Tensors

/// What makes a point a strict local minimum of a piecewise smooth energy.
///
/// Near x let r_i = max(s_i, 0) for the active switching arguments, s_i(x) = 0, and E(x) = F(x, r), s_i = s_i(x, r_1 … r_(i-1))
/// with F and all s_i twice differentiable: kinks may be nested, and all others are away from theirs. With masks m_i, let
/// c_i be the derivative of E(x; m) by r_i.
///
/// **Theorem.** If grad_x E(x; m) = 0 with c_i > 0 and 0 < m_i < 1 for all active i, and the Hessian of E(x; m) is positive
/// definite on the directions d with grad s_i . d = 0 for all of them, x is a strict local minimum.
///
/// *Proof.* Let u_i = c_i m_i and v_i = c_i (1 - m_i), both positive, and L(x, r) = F + sum u_i (s_i - r_i) - sum v_i r_i.
/// What stationarity says is that the derivatives of L by x and by r vanish. On the graph of the energy
/// E(x') = L(x', r) + sum (u_i max(-s_i, 0) + v_i max(s_i, 0)) >= L(x', r) + k sum |s_i|, k > 0. Terms of the expansion of L that
/// have an r_i in them, and those across the kinks, are o(sum |s_i|) + o(|d|^2); the rest is the Hessian of L by x along the kinks.
/// With r_i = m_i s_i the added sums cancel, so that there it is the Hessian of E(x; m). ∎
///
/// Gradients of s_i may depend on one another: any masks that satisfy the conditions will do. These are the second-order
/// sufficient conditions of Kuntz & Scholtes 1994 ("Structural analysis of nonsmooth mappings, inverse functions, and metric
/// projections"; Scholtes 2012, ch. 4) and of partly smooth functions (Lewis 2002; Rockafellar & Wets 1998, 13.24), for
/// Griewank's abs-normal form (Griewank & Walther 2016). On the complement of zero modes of a symmetry they make the orbit
/// one of local minima.
///
/// Hidden units that are zero lie on the kinks of all samples, with c_i = 0: the energy changes by the second-order form of
/// `UnitGrowth` there, to which no other coordinate contributes. Where this is positive, by `GrowthBound`, their kinks need
/// nothing else. Arguments that are identically zero (the larger of two equal numbers), and those
/// on which the energy does not depend, are no kinks. Arguments that are multiples of one another are one (`KinkTwins`).
struct KinkProof {
  let options: KinkOptions
  let evaluator: KinkedEvaluator
  /// Orthonormal.
  let zeroModes: [[Double]]
  /// Hidden units, those together that may change places.
  let layers: [[HiddenUnit]]

  enum Verdict {
    case proved(KinkOutcome.Minimum)
    /// The energy falls along this direction, to one side of it at least.
    case saddle([Double])
    case degenerate
  }

  func verdict(_ state: KinkedPoint, _ expansion: KinkExpansion) throws -> Verdict {
    let point = expansion.point
    let zero = try ZeroUnits(state, layers, evaluator)
    for growth in zero.growths where zero.isAlone {
      guard let growth else { return .degenerate }
      let top = growth.steepest()
      if top.growth > 1 {
        let grown = growth.grown(state.x, along: top.u, by: 1)
        return .saddle(zip(grown, state.x).map { $0 - $1 })
      }
      let bound = GrowthBound(growth: growth, excluded: [], mostBoxes: KinkProof.mostBoxes)
      guard case .below = bound.verdict() else { return .degenerate }
    }
    let settled = zero.isAlone ? zero.kinks : []
    let idle = try evaluator.idle(at: state).union(settled)
    let kinks = state.active.indices.filter { !idle.contains(state.active[$0]) }
    let active = kinks.map { state.active[$0] }
    let isActive = Set(state.active)
    let twins = try evaluator.twins()
    var near: [Int] = []
    for (i, s) in point.switching.enumerated()
    where !isActive.contains(i) && !idle.contains(i) && twins.leads(i) {
      // NaN is near everything.
      guard abs(s) > options.separation, (s > 0) == (state.masks[i] == 1) else {
        return .degenerate
      }
      if abs(s) < options.nearness { near.append(i) }
    }
    guard point.guarded > options.separation else { return .degenerate }
    var isSharp = true
    for (k, i) in zip(kinks, active) {
      let hasNormal = expansion.lengths[k] > KinkExpansion.least
      let jump = point.slopes[i] * (hasNormal ? expansion.lengths[k] : 1)
      if jump < -options.leastJump, hasNormal {
        return .saddle(expansion.normals[k])
      }
      let mask = state.masks[i]
      if !(jump > options.leastJump) || !(mask > options.maskMargin)
        || !(mask < 1 - options.maskMargin)
      {
        isSharp = false
      }
    }
    let along = try alongKinks(kinks.map { expansion.normals[$0] }, state.x.count)
    let hessian = settled.isEmpty ? expansion.hessian : zero.hessian
    let (values, mode) = try projected(hessian, along)
    let radius = values.reduce(0) { max($0, abs($1)) }
    if let mode, let lowest = values.first, lowest < -options.curvatureMargin * max(radius, 1) {
      return .saddle(mode)
    }
    guard isSharp, values.allSatisfy({ $0 > options.curvatureMargin * radius }) else {
      return .degenerate
    }
    guard try isExact(state, expansion, kinks, near, lowest: values.first) else {
      return .degenerate
    }
    return .proved(
      KinkOutcome.Minimum(
        x: state.x, energy: point.energy, residual: expansion.gradientNorm,
        lowestEigenvalue: values.first ?? .infinity, spectralRadius: radius,
        logDeterminant: values.reduce(0) { $0 + log($1) },
        activeKinks: (active + settled).reduce(0) { $0 + twins.counts[$1] },
        sharpDimensions: state.x.count - along.count - zeroModes.count,
        zeroModes: zeroModes.count))
  }

  private static let mostBoxes = 50_000

  /// Whether the stationary point that is near, as far away as the residual divided by the lowest eigenvalue, has the same
  /// masks: it must lie on the same side of all other kinks, and its masks between 0 and 1, a hundred times over.
  private func isExact(
    _ state: KinkedPoint, _ expansion: KinkExpansion, _ kinks: [Int], _ near: [Int],
    lowest: Double?
  ) throws -> Bool {
    let point = expansion.point
    let slope = point.gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let error = 100 * (slope / (lowest ?? 1) + expansion.distance(state.active))
    guard point.guarded > error else { return false }
    let rows = try evaluator.rows(state.x, state.masks, of: near)
    for (i, row) in zip(near, rows) {
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard abs(point.switching[i]) > error * length else { return false }
    }
    let size = expansion.hessian.reduce(0) { $1.reduce($0) { max($0, abs($1)) } }
    for k in kinks where expansion.lengths[k] > KinkExpansion.least {
      let i = state.active[k]
      let mask = state.masks[i]
      let change = (size * error + 100 * slope) / (point.slopes[i] * expansion.lengths[k])
      guard min(mask, 1 - mask) > change else { return false }
    }
    return true
  }

  /// An orthonormal basis of the directions that are orthogonal to all normals and zero modes. Directions that are nearly so
  /// are counted in: more is asked for then.
  private func alongKinks(_ normals: [[Double]], _ n: Int) throws -> [[Double]] {
    var gram = [Double](repeating: 0, count: n * n)
    for vector in normals + zeroModes {
      for i in 0..<n where vector[i] != 0 {
        for j in 0..<n { gram[i * n + j] += vector[i] * vector[j] }
      }
    }
    let eigen = try SymmetricEigen(gram, dimension: n)
    return (0..<n).filter { eigen.values[$0] < 1e-6 }.map { Array(eigen.vector($0)) }
  }

  /// The eigenvalues of a Hessian on a subspace, and the direction of the lowest.
  private func projected(
    _ hessian: [[Double]], _ basis: [[Double]]
  ) throws -> (values: [Double], mode: [Double]?) {
    let k = basis.count
    let images = basis.map { b in hessian.map { row in zip(row, b).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    var matrix = [Double](repeating: 0, count: k * k)
    for i in 0..<k {
      for j in 0...i {
        let value = zip(basis[i], images[j]).reduce(0) { $0 + $1.0 * $1.1 }
        matrix[i * k + j] = value
        matrix[j * k + i] = value
      }
    }
    let eigen = try SymmetricEigen(matrix, dimension: k)
    guard k > 0 else { return ([], nil) }
    var mode = [Double](repeating: 0, count: basis[0].count)
    for (weight, vector) in zip(eigen.vector(0), basis) {
      for i in mode.indices { mode[i] += weight * vector[i] }
    }
    return (eigen.values, mode)
  }
}
