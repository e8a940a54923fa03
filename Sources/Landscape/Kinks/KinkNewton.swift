import Foundation
import Tensors

/// Newton's method for a stationary point on kinks: grad_x E(x; m) = 0 and s_A(x) = 0, in x and the masks of the active
/// set A. The derivative of grad_x E by m_i is c_i grad s_i on the kink, so that with unknowns c_i dm_i the system is
/// symmetric,
///
///     [ H  S^T ] [ dx   ]     [ grad_x E ]
///     [ S  0   ] [ c dm ] = - [ s_A      ],
///
/// and is solved by its eigenvectors: where rows of S depend on one another (equal samples have equal kinks), or along
/// zero modes, the shortest step is taken. A step ends where an argument outside A meets its kink, which then joins A;
/// masks that leave [0, 1] at a stationary point leave A.
struct KinkNewton {
  let options: KinkOptions
  let evaluator: KinkedEvaluator

  enum Ending {
    case stationary(KinkedPoint, KinkExpansion)
    case failed(KinkFailure)
  }

  func solve(_ start: KinkedPoint) throws -> Ending {
    var state = start
    var last = Double.infinity
    for _ in 0..<options.newtonSteps {
      try Cancellation.check()
      guard state.x.count + state.active.count <= options.largestSystem else {
        return .failed(.tooLarge)
      }
      let expansion = try KinkExpansion(state, evaluator)
      guard expansion.isFinite else { return .failed(.notFinite) }
      let scale = expansion.hessian.reduce(1) { $1.reduce($0) { max($0, abs($1)) } }
      let distance = expansion.distance(state.active)
      let residual = max(expansion.gradientNorm / scale, distance)
      // On, as long as it becomes smaller.
      let isDone = residual <= options.newtonTolerance || residual > 0.5 * last
      last = residual
      if residual <= options.residual, isDone {
        last = .infinity
        guard release(&state, where: { $0 < 0 || $0 > 1 }) else {
          return .stationary(state, expansion)
        }
        continue
      }
      try advance(&state, expansion)
    }
    return .failed(.notStationary)
  }

  /// Gives free the kinks with such masks; false if there are none.
  @discardableResult
  private func release(_ state: inout KinkedPoint, where isOutside: (Double) -> Bool) -> Bool {
    let outside = Set(state.active.filter { isOutside(state.masks[$0]) })
    guard !outside.isEmpty else { return false }
    for i in outside { state.masks[i] = state.masks[i] < 0.5 ? 0 : 1 }
    state.active.removeAll { outside.contains($0) }
    return true
  }

  private func advance(_ state: inout KinkedPoint, _ expansion: KinkExpansion) throws {
    let step = try step(state, expansion)
    let length = step.x.reduce(0) { $0 + $1 * $1 }.squareRoot()
    var part = min(1, options.newtonStepLength / max(length, .leastNormalMagnitude))
    func moved(_ part: Double) -> (x: [Double], masks: [Double]) {
      var masks = state.masks
      for (i, change) in zip(state.active, step.masks) { masks[i] += part * change }
      return (zip(state.x, step.x).map { $0 + part * $1 }, masks)
    }
    // Where along the step an argument outside A changes its sign.
    let end = moved(part)
    let there = try evaluator.point(end.x, end.masks).switching
    let isActive = Set(state.active)
    let twins = try evaluator.twins()
    var crossings: [(kink: Int, at: Double)] = []
    for (i, s) in there.enumerated() where !isActive.contains(i) && twins.leads(i) {
      guard s != 0, (s > 0) != (state.masks[i] > 0.5) else { continue }
      let before = expansion.point.switching[i]
      // What left A a moment ago stands on its kink.
      let isOnKink = abs(before) <= options.separation * 1e-2 || (before > 0) == (s > 0)
      crossings.append((i, isOnKink ? 0 : abs(before) / (abs(before) + abs(s))))
    }
    if let first = crossings.map(\.at).min() {
      let reached = min(1, max(first * 1.2, first + 0.02))
      let joining = crossings.filter { $0.at <= reached }
      part *= joining.map(\.at).max() ?? 1
      state.active += joining.map(\.kink)
      state.active.sort()
      // Steps to the next kink may be very short; the system then is another one.
    }
    state.x = zip(state.x, step.x).map { $0 + part * $1 }
    for (i, change) in zip(step.active, step.masks) { state.masks[i] += part * change }
    // Far outside, masks belong to another active set, and a function may not be defined for them.
    release(&state) { $0 < -0.25 || $0 > 1.25 }
  }

  private func step(
    _ state: KinkedPoint, _ expansion: KinkExpansion
  ) throws -> (x: [Double], masks: [Double], active: [Int]) {
    let (n, k) = (state.x.count, state.active.count)
    let size = n + k
    var matrix = [Double](repeating: 0, count: size * size)
    var right = [Double](repeating: 0, count: size)
    for i in 0..<n {
      right[i] = -expansion.point.gradient[i]
      for j in 0..<n { matrix[i * size + j] = expansion.hessian[i][j] }
    }
    for a in 0..<k where expansion.lengths[a] > KinkExpansion.least {
      right[n + a] = -expansion.point.switching[state.active[a]] / expansion.lengths[a]
      for j in 0..<n {
        matrix[(n + a) * size + j] = expansion.normals[a][j]
        matrix[j * size + n + a] = expansion.normals[a][j]
      }
    }
    let eigen = try SymmetricEigen(matrix, dimension: size)
    let largest = eigen.values.reduce(0) { max($0, abs($1)) }
    var solution = [Double](repeating: 0, count: size)
    for k in 0..<size where abs(eigen.values[k]) > 1e-12 * largest {
      let mode = eigen.vector(k)
      let factor = zip(mode, right).reduce(0) { $0 + $1.0 * $1.1 } / eigen.values[k]
      for (i, v) in mode.enumerated() { solution[i] += factor * v }
    }
    let masks = state.active.indices.map { a in
      let jump = expansion.point.slopes[state.active[a]] * expansion.lengths[a]
      return abs(jump) > options.leastJump * 1e-3 ? solution[n + a] / jump : 0
    }
    return (Array(solution[..<n]), masks, state.active)
  }
}
