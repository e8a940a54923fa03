import Tensors

/// A point with masks for all switching arguments, of which some are taken to be 0 (active).
struct KinkedPoint {
  var x: [Double]
  /// 0 and 1 where a switching argument is negative or positive, a number between them where it is active.
  var masks: [Double]
  var active: [Int]

  /// The guess that a smoothed energy gives: active is what lies within a few widths of its kink. Of twins the first stands
  /// for all.
  init(_ x: [Double], switching: [Double], width: Double, twins: KinkTwins) {
    self.x = x
    active = []
    masks = switching.map { $0 > 0 ? 1 : 0 }
    for (i, s) in switching.enumerated() where abs(s) < 3 * width && twins.leads(i) {
      active.append(i)
      masks[i] = 0.5 * (1 + s / (s * s + width * width).squareRoot())
    }
  }
}

/// E(x; m) at a kinked point, with second derivatives.
struct KinkExpansion {
  let point: KinkedEvaluator.Point
  /// Unit normals of the active kinks, and the lengths of the gradients of their arguments; an argument without a
  /// gradient has the normal 0.
  let normals: [[Double]]
  let lengths: [Double]
  let hessian: [[Double]]

  init(_ state: KinkedPoint, _ evaluator: KinkedEvaluator) throws {
    point = try evaluator.point(state.x, state.masks)
    let rows = try evaluator.rows(state.x, state.masks, of: state.active)
    let lengths = rows.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    self.lengths = lengths
    normals = zip(rows, lengths).map { row, length in
      length > KinkExpansion.least ? row.map { $0 / length } : row.map { _ in 0 }
    }
    hessian = try evaluator.hessian(state.x, state.masks)
  }

  /// Shorter gradients are none.
  static let least = 1e-9

  var isFinite: Bool {
    point.energy.isFinite && point.gradient.allSatisfy(\.isFinite)
      && point.switching.allSatisfy(\.isFinite) && hessian.allSatisfy { $0.allSatisfy(\.isFinite) }
      && normals.allSatisfy { $0.allSatisfy(\.isFinite) }
  }

  var gradientNorm: Double { point.gradient.reduce(0) { max($0, abs($1)) } }

  /// How far the point is from the kinks that it is taken to lie on.
  func distance(_ active: [Int]) -> Double {
    zip(active, lengths).reduce(0) { worst, kink in
      let s = abs(point.switching[kink.0])
      return max(worst, kink.1 > KinkExpansion.least ? s / kink.1 : s)
    }
  }
}
