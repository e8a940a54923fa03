import Foundation
import Tensors

/// What a hidden unit that is zero, with weights u into it and v out of it, does to the energy when it grows.
///
/// Its output is positively homogeneous in u, and reaches the energy through v alone, so that to second order
///
///     E = E* + 1/2 u.A u + 1/2 v.B v + v.g(u),        g(u) = C u + sum_n G_n max(z_n.u, 0),
///
/// A and B from what penalises the weights, z_n the input of its n-th switching argument, G_n the derivative of the energy by
/// what v adds there. With u and v in units of A^(-1/2) and B^(-1/2), the least energy for given u is E* + (|u|^2 - |g(u)|^2) / 2: the
/// unit stays zero if |g(u)| < |u| for all u, and grows where it is larger.
///
/// (For two layers this is the condition of the convex dual, Pilanci & Ergen 2020, "Neural networks are convex
/// regularizers", for one unit more.)
package struct UnitGrowth {
  private let incoming: [Int]
  private let outgoing: [Int]
  /// 1 / sqrt(A), 1 / sqrt(B).
  private let incomingUnits: [Double]
  private let outgoingUnits: [Double]
  /// C, a row for each weight out of the unit.
  package let linear: [[Double]]
  /// z_n.
  package let inputs: [[Double]]
  /// G_n.
  package let effects: [[Double]]

  /// With A and B the identity. The unit's parameters are the first coordinates, those into it before those out of it.
  package init(linear: [[Double]], inputs: [[Double]], effects: [[Double]]) {
    let width = linear.first?.count ?? 0
    incoming = Array(0..<width)
    outgoing = linear.indices.map { width + $0 }
    incomingUnits = incoming.map { _ in 1 }
    outgoingUnits = outgoing.map { _ in 1 }
    (self.linear, self.inputs, self.effects) = (linear, inputs, effects)
  }

  /// The switching arguments that depend on weights into the unit alone. With rows of their gradients, in the order of
  /// `active`.
  static func kinks(of unit: HiddenUnit, active: [Int], rows: [[Double]]) -> [(
    kink: Int, row: [Double]
  )] {
    let own = Set(unit.incoming)
    return zip(active, rows).compactMap { kink, row in
      var touches = false
      for (i, value) in row.enumerated() where value != 0 {
        guard own.contains(i) else { return nil }
        touches = true
      }
      return touches ? (kink, row) : nil
    }
  }

  /// Nil where the energy is not of that form.
  /// - Parameters:
  ///   - masks: 0 for all kinks of units that are zero.
  ///   - hessian: of E(x; masks).
  init?(
    _ unit: HiddenUnit, kinks: [(kink: Int, row: [Double])], x: [Double], masks: [Double],
    hessian: [[Double]], _ evaluator: KinkedEvaluator
  ) throws {
    (incoming, outgoing) = (unit.incoming, unit.outgoing)
    let all = unit.parameters
    guard !kinks.isEmpty, all.allSatisfy({ x[$0] == 0 }), Set(all).count == all.count else {
      return nil
    }
    let scale = hessian.reduce(0) { $1.reduce($0) { max($0, abs($1)) } }
    let own = Set(all)
    let outside = Set(unit.outgoing)
    for i in all {
      guard hessian[i][i] > 1e-12 * scale else { return nil }
      for (j, value) in hessian[i].enumerated() where j != i && abs(value) > 1e-10 * scale {
        // A weight into the unit goes with one out of it, and with nothing else.
        guard own.contains(j), outside.contains(i) != outside.contains(j) else { return nil }
      }
    }
    incomingUnits = incoming.map { 1 / hessian[$0][$0].squareRoot() }
    outgoingUnits = outgoing.map { 1 / hessian[$0][$0].squareRoot() }
    let (p, q) = (incomingUnits, outgoingUnits)
    linear = zip(outgoing, q).map { out, q in
      zip(unit.incoming, p).map { hessian[out][$0] * q * $1 }
    }
    inputs = kinks.map { kink in zip(unit.incoming, p).map { kink.row[$0] * $1 } }
    var columns: [[Double]] = []
    for (out, q) in zip(outgoing, q) {
      var grown = x
      grown[out] = 1
      let slopes = try evaluator.point(grown, masks).slopes
      columns.append(kinks.map { slopes[$0.kink] * q })
    }
    effects = kinks.indices.map { n in columns.map { $0[n] } }
    guard try holds(x, masks, kinks.map(\.kink), evaluator) else { return nil }
  }

  /// Whether g(u) is what the derivatives by v are at points where the unit has weights u, drawn at random.
  private func holds(
    _ x: [Double], _ masks: [Double], _ kinks: [Int], _ evaluator: KinkedEvaluator
  ) throws -> Bool {
    var random = CounterRandom(seed: 0x6707, stream: 0)
    for length in [1e-3, 1] {
      let u = incoming.map { _ in length * random.symmetric() }
      var (grown, masks) = (x, masks)
      for (k, i) in incoming.enumerated() { grown[i] = u[k] * incomingUnits[k] }
      for (n, kink) in kinks.enumerated() { masks[kink] = dot(inputs[n], u) > 0 ? 1 : 0 }
      let point = try evaluator.point(grown, masks)
      let expected = value(u)
      // The terms may cancel.
      var size = 1e-12
      for (z, effect) in zip(inputs, effects) { size += abs(dot(z, u)) * norm(effect) }
      for row in linear { size += abs(dot(row, u)) }
      for (k, i) in outgoing.enumerated() {
        guard abs(point.gradient[i] * outgoingUnits[k] - expected[k]) <= 1e-10 * size else {
          return false
        }
      }
    }
    return true
  }

  /// g(u).
  package func value(_ u: [Double]) -> [Double] {
    var g = linear.map { dot($0, u) }
    for (z, effect) in zip(inputs, effects) {
      let s = dot(z, u)
      if s > 0 { for k in g.indices { g[k] += s * effect[k] } }
    }
    return g
  }

  /// The gradient of v.g(u) by u.
  private func slope(_ u: [Double], _ v: [Double]) -> [Double] {
    var slope = [Double](repeating: 0, count: u.count)
    for (row, v) in zip(linear, v) { for i in slope.indices { slope[i] += row[i] * v } }
    for (z, effect) in zip(inputs, effects) where dot(z, u) > 0 {
      let weight = dot(effect, v)
      for i in slope.indices { slope[i] += weight * z[i] }
    }
    return slope
  }

  /// The direction, of length 1, of the largest |g(u)| / |u| that ascents from many directions find, and how large it is.
  /// - Parameter near: directions whose neighbours are tried too.
  package func steepest(near: [[Double]] = []) -> (u: [Double], growth: Double) {
    var random = CounterRandom(seed: 0x6707, stream: 1)
    var starts = inputs.prefix(UnitGrowth.mostInputs).flatMap { z in [z, z.map { -$0 }] }
    for i in incoming.indices {
      for sign in [1.0, -1] {
        starts.append(incoming.indices.map { $0 == i ? sign : 0 })
      }
    }
    for _ in 0..<UnitGrowth.randomStarts { starts.append(incoming.map { _ in random.symmetric() }) }
    for direction in near {
      for size in [0.003, 0.03, 0.3] {
        for _ in 0..<4 { starts.append(direction.map { $0 + size * random.symmetric() }) }
      }
    }
    var best = (u: incoming.map { _ in 0.0 }, growth: 0.0)
    for start in starts {
      let top = ascend(from: start)
      if top.growth > best.growth { best = top }
    }
    return best
  }

  private static let mostInputs = 32
  private static let randomStarts = 128
  private static let mostSteps = 200

  private func ascend(from start: [Double]) -> (u: [Double], growth: Double) {
    var u = normalized(start)
    var v = value(u)
    var growth = norm(v)
    for _ in 0..<UnitGrowth.mostSteps {
      let target = normalized(slope(u, v))
      // Where pieces of g pull down the whole step may go too far.
      var part = 1.0
      var isBetter = false
      while part > 1e-3 {
        let next = normalized(zip(u, target).map { $0 + part * ($1 - $0) })
        let there = value(next)
        if norm(there) > growth * (1 + 1e-12) {
          (u, v, growth, isBetter) = (next, there, norm(there), true)
          break
        }
        part *= 0.4
      }
      if !isBetter { break }
    }
    return (u, growth)
  }

  /// The point where the unit has grown by `length` along u, in the units of the growth.
  func grown(_ x: [Double], along u: [Double], by length: Double) -> [Double] {
    var grown = x
    let v = normalized(value(u))
    for (k, i) in incoming.enumerated() { grown[i] = length * u[k] * incomingUnits[k] }
    for (k, i) in outgoing.enumerated() { grown[i] = -length * v[k] * outgoingUnits[k] }
    return grown
  }

  /// The weights into another unit of the layer as a direction of growth of this one; nil where they are zero.
  func direction(of unit: HiddenUnit, at x: [Double]) -> [Double]? {
    let u = zip(unit.incoming, incomingUnits).map { x[$0] / $1 }
    return u.allSatisfy { $0 == 0 } ? nil : normalized(u)
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += a[i] * b[i] }
    return sum
  }

  private func norm(_ a: [Double]) -> Double { dot(a, a).squareRoot() }

  private func normalized(_ a: [Double]) -> [Double] {
    let length = norm(a)
    return length > 0 ? a.map { $0 / length } : a
  }
}
