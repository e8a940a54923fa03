import Foundation
import Settings

/// A curve through parameter space that begins at one point, ends at another, and in between follows its bends.
///
/// A `segment` has none. A `polygon` goes straight from each point to the next, at equal intervals of t (Garipov et al.,
/// NeurIPS 2018, equation 4). A `bezier` curve of degree k + 1 is sum over i of C(k + 1, i) t^i (1 - t)^(k + 1 - i) P_i
/// (equation 5): it touches the ends only. Both are linear in the bends.
public struct ConnectingCurve: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable, SettingConvertible {
    case segment, polygon, bezier
  }

  public let kind: Kind
  /// The beginning, the bends, the end.
  public let controls: [[Double]]

  /// The bends lie on the segment at equal distances unless they are given.
  /// - Throws: ``CurveError`` for ends of different lengths, or that are not finite.
  public init(
    _ kind: Kind, from start: [Double], to end: [Double], bends count: Int = 1,
    at bends: [[Double]]? = nil
  ) throws {
    guard start.count == end.count else {
      throw CurveError.dimension(expected: start.count, got: end.count)
    }
    for (name, point) in [("beginning", start), ("end", end)] {
      if let place = point.firstIndex(where: { !$0.isFinite }) {
        throw CurveError.notFinite(point: name, coordinate: place, value: point[place])
      }
    }
    guard kind == .segment || (bends?.count ?? count) >= 1 else { throw CurveError.noBends(kind) }
    let count = kind == .segment ? 0 : count
    let between =
      bends
      ?? (0..<count).map { k in
        let part = Double(k + 1) / Double(count + 1)
        return zip(start, end).map { (1 - part) * $0 + part * $1 }
      }
    for bend in between where bend.count != start.count {
      throw CurveError.dimension(expected: start.count, got: bend.count)
    }
    self.kind = kind
    controls = [start] + (kind == .segment ? [] : between) + [end]
  }

  public var dimension: Int { controls[0].count }
  public var bends: ArraySlice<[Double]> { controls.dropFirst().dropLast() }

  /// What each control point counts at t; the sum is 1.
  public func weights(_ t: Double) -> [Double] {
    let degree = controls.count - 1
    switch kind {
    case .segment, .polygon:
      let place = min(max(Int(t * Double(degree)), 0), degree - 1)
      let part = t * Double(degree) - Double(place)
      var weights = [Double](repeating: 0, count: degree + 1)
      weights[place] = 1 - part
      weights[place + 1] = part
      return weights
    case .bezier:
      var binomial = 1.0
      return (0...degree).map { k in
        defer { binomial = binomial * Double(degree - k) / Double(k + 1) }
        return binomial * pow(t, Double(k)) * pow(1 - t, Double(degree - k))
      }
    }
  }

  /// The derivatives of the weights by t.
  private func speeds(_ t: Double) -> [Double] {
    let degree = controls.count - 1
    switch kind {
    case .segment, .polygon:
      let place = min(max(Int(t * Double(degree)), 0), degree - 1)
      var speeds = [Double](repeating: 0, count: degree + 1)
      speeds[place] = -Double(degree)
      speeds[place + 1] = Double(degree)
      return speeds
    case .bezier:
      // degree times the difference of neighbouring polynomials of one degree less.
      var binomial = 1.0
      let lower = (0..<degree).map { k in
        defer { binomial = binomial * Double(degree - 1 - k) / Double(k + 1) }
        return binomial * pow(t, Double(k)) * pow(1 - t, Double(degree - 1 - k))
      }
      return (0...degree).map { k in
        Double(degree) * ((k > 0 ? lower[k - 1] : 0) - (k < degree ? lower[k] : 0))
      }
    }
  }

  /// The point at t in 0...1. At 0 and 1 it is the end itself, bit for bit.
  public func point(_ t: Double) -> [Double] { combination(weights(t)) }

  private func combination(_ weights: [Double]) -> [Double] {
    var point = [Double](repeating: 0, count: dimension)
    for (weight, control) in zip(weights, controls) where weight != 0 {
      point.add(weight, control)
    }
    return point
  }

  /// The Euclidean length. Of polygons it is exact, of Bezier curves a quadrature.
  public var length: Double {
    guard kind == .bezier else {
      return zip(controls, controls.dropFirst()).reduce(0) { sum, piece in
        sum + piece.1.adding(-1, piece.0).length
      }
    }
    let rule = GaussLegendre(nodes: 16)
    let pieces = 4 * (controls.count - 1)
    var length = 0.0
    for piece in 0..<pieces {
      for (node, weight) in zip(rule.nodes, rule.weights) {
        let t = (Double(piece) + node) / Double(pieces)
        length += weight / Double(pieces) * combination(speeds(t)).length
      }
    }
    return length
  }

  /// Nodes t and weights of a quadrature over the curve; polygons have `nodes` in all, shared among their pieces, for the
  /// energy has a kink where they bend.
  public func quadrature(nodes: Int) -> [(t: Double, weight: Double)] {
    let pieces = kind == .polygon ? controls.count - 1 : 1
    let rule = GaussLegendre(nodes: max(1, (nodes + pieces - 1) / pieces))
    return (0..<pieces).flatMap { piece in
      zip(rule.nodes, rule.weights).map { node, weight in
        ((Double(piece) + node) / Double(pieces), weight / Double(pieces))
      }
    }
  }
}

/// Why there is no curve.
public enum CurveError: Error, Equatable, CustomStringConvertible {
  case dimension(expected: Int, got: Int)
  case notFinite(point: String, coordinate: Int, value: Double)
  case noBends(ConnectingCurve.Kind)
  /// At a t on the curve from which the bends begin.
  case energyNotFinite(t: Double, energy: Double)

  public var description: String {
    switch self {
    case .dimension(let expected, let got):
      "curve: its points must have \(expected) coordinates, got one with \(got)"
    case .notFinite(let point, let coordinate, let value):
      "curve: coordinate \(coordinate + 1) of its \(point) is \(value)"
    case .noBends(let kind):
      "curve: a \(kind.rawValue) needs at least one bend"
    case .energyNotFinite(let t, let energy):
      "curve: the energy is \(energy) at t = \(t) of the straight segment, from which the bends begin"
    }
  }
}
