import Foundation
import Landscape
import Tensors

/// A stationary point that is proved.
public struct Certificate: Sendable, Equatable {
  /// The stationary point lies no farther than this from the point given, Euclidean.
  public var distance: Double
  /// Its energy.
  public var energy: ClosedRange<Double>
  /// Negative eigenvalues of the Hessian there; all others, but for the symmetry's zero modes, are positive.
  public var index: Int
  /// Dimension of the curve or surface of its images by continuous symmetries.
  public var zeroModes: Int
  /// How far the scaled Hessian is from 1 and -1 in the region in which the point is the only one; below 1.
  public var contraction: Double

  package init(
    distance: Double, energy: ClosedRange<Double>, index: Int, zeroModes: Int, contraction: Double
  ) {
    self.distance = distance
    self.energy = energy
    self.index = index
    self.zeroModes = zeroModes
    self.contraction = contraction
  }
}

/// Proves by intervals that there is a stationary point near a given one, exactly one in a region, and of which index.
///
/// **Theorem.** Let W be any matrix of m rows in R^n, S a diagonal one of signs, g the gradient of E at a point x, rho > 0,
/// and X = { x + W^T z : |z| <= rho }. If |W g| <= eta and |W H(y) W^T - S| <= eps < 1 for all y in X (spectral norm), and
/// eta <= (1 - eps) rho, there is exactly one point x* = x + W^T z* in X at which W grad E vanishes, and W H(y) W^T has as many
/// negative eigenvalues as S, and no zero ones, everywhere in X.
///
/// *Proof.* The map z -> z - S W grad E(x + W^T z) has the derivative S (S - W H W^T), of norm eps at most, and takes the ball
/// |z| <= rho into itself, for at 0 it is S W g: Banach's theorem. Eigenvalues of W H W^T differ from those of S by eps at
/// most (Weyl). ∎
///
/// *No symmetry:* m = n; W H W^T is regular, so W is, grad E(x*) = 0, and the index of H(x*) is that of S (Sylvester).
///
/// *Continuous symmetries:* m = n - k, W nearly orthogonal to the k zero modes. Tangents t of the curves of images satisfy
/// t(y) . grad E(y) = 0 at all y. If no vector but 0 is orthogonal to all rows of W and to the tangents at x*, grad E(x*) = 0.
/// There the tangents lie in the kernel of the Hessian (differentiate the identity), so that it has k zero eigenvalues and the
/// index of S. In X no other stationary point lies.
///
/// This is Krawczyk's test (1969; Neumaier 1990, ch. 5; Rump, Acta Numerica 2010, section 13) in the coordinates in which the
/// Hessian is +-1, where one number decides of existence, uniqueness and index.
///
/// What is trusted: the derivative rules and the tangents of the symmetry, IEEE arithmetic, and that elementary functions
/// are computed to the accuracy that their tests check.
final class StationaryProof {
  private let evaluator: EnclosedEvaluator
  private let approximate: any EnergyEvaluator
  private let symmetry: any Symmetry
  private let tolerance: Double

  /// - Parameter tolerance: how far from the given point the stationary one may be.
  init(
    _ energy: EnclosedEnergy, _ surface: any EnergySurface, _ symmetry: any Symmetry,
    tolerance: Double
  ) throws {
    evaluator = try EnclosedEvaluator(energy)
    approximate = try surface.makeEvaluator()
    self.symmetry = symmetry
    self.tolerance = tolerance
  }

  /// - Parameter index: that it must have.
  /// - Throws: ``CertificateFailure``.
  func certify(_ given: [Double], index: Int) throws -> Certificate {
    let hessian = try approximate.hessian(given)
    guard hessian.allSatisfy(\.isFinite) else { throw CertificateFailure.notFinite("Hessian") }
    let basis = try ScaledBasis(hessian, modes: symmetry.zeroModes(at: given))
    guard basis.directions.elements.allSatisfy(\.isFinite) else {
      throw CertificateFailure.notContracting(.infinity)
    }
    let start = try refined(given, basis)
    let eta = Rounded.norm(zip(start.slope.center, start.slope.radius).map { abs($0) + $1 })
    guard eta.isFinite else { throw CertificateFailure.notFinite("gradient") }
    let moved = Rounded.norm(zip(start.x, given).map { $0 - $1 })
    guard moved <= tolerance else {
      throw CertificateFailure.displaced(distance: moved, tolerance: tolerance)
    }
    let wide = StationaryProof.region / max(Rounded.norm(basis.reach(1)), 1e-300)
    var best = Double.infinity
    for rho in Set([max(2 * eta, wide), 2 * eta, 1.125 * eta]).sorted(by: >) {
      let region = try region(rho, eta, start, basis)
      best = min(best, region.contraction)
      guard region.holds else { continue }
      guard try evaluator.isSmooth(on: region.box) else { throw CertificateFailure.kink }
      try checkConsistency(region, start, basis)
      // The point lies in every region in which the conditions hold, the smallest one too.
      let reach = Rounded.up(eta / (1 - region.contraction).nextDown, terms: 1)
      let distance = Rounded.up(moved + Rounded.norm(basis.reach(reach)), terms: 8)
      guard distance <= tolerance else {
        throw CertificateFailure.displaced(distance: distance, tolerance: tolerance)
      }
      let explained = try basis.explains(symmetry.tangents(at: start.x), within: distance)
      guard explained == basis.modes.rows else {
        throw CertificateFailure.zeroModes(explained: explained, found: basis.modes.rows)
      }
      guard basis.index == index else {
        throw CertificateFailure.index(found: basis.index, expected: index)
      }
      // E(x + W^T z) = E + z . Wg + z . M z / 2, |M| <= 1 + eps.
      let change = Rounded.up(reach * (eta + reach), terms: 8)
      return Certificate(
        distance: distance,
        energy: (start.energy.lowerBound - change)
          .nextDown...(start.energy.upperBound + change)
          .nextUp,
        index: index, zeroModes: basis.modes.rows, contraction: region.contraction)
    }
    throw CertificateFailure.notContracting(best)
  }

  /// How wide a region is tried first, Euclidean: in a much smaller one gradients differ by rounding only, and a fault in a Hessian
  /// could not be seen.
  private static let region = 3e-9

  /// What is known of the points x + W^T z with |z| <= rho.
  private struct Region {
    var box: Enclosure
    /// W H.
    var products: Enclosure
    /// W H W^T.
    var scaled: Enclosure
    var contraction: Double
    /// Whether it satisfies the conditions of the theorem.
    var holds: Bool
  }

  private func region(
    _ rho: Double, _ eta: Double, _ start: Start, _ basis: ScaledBasis
  ) throws -> Region {
    let rho = max(rho, 1e-300)
    let box = Enclosure(center: start.x, radius: basis.reach(rho))
    let products = try evaluator.products(basis.directions, on: box)
    guard products.isFinite else { throw CertificateFailure.notFinite("Hessian") }
    let scaled = basis.directions.transposedProduct(with: products)
    let contraction = contraction(of: scaled, basis)
    return Region(
      box: box, products: products, scaled: scaled, contraction: contraction,
      holds: contraction < 1 && eta <= ((1 - contraction).nextDown * rho).nextDown)
  }

  private struct Start {
    var x: [Double]
    var energy: ClosedRange<Double>
    var gradient: Enclosure
    /// W times the gradient.
    var slope: Enclosure
  }

  /// Newton's step from the given point, and another as long as one helps.
  private func refined(_ given: [Double], _ basis: ScaledBasis) throws -> Start {
    var x = given
    var best: Start?
    var least = Double.infinity
    for _ in 0..<3 {
      let (energy, gradient) = try evaluator.gradient(at: x)
      guard let energy, gradient.isFinite else { throw CertificateFailure.notFinite("gradient") }
      let slope = basis.directions.image(of: gradient)
      let size = Rounded.norm(slope.center)
      guard size < least else { break }
      best = Start(x: x, energy: energy, gradient: gradient, slope: slope)
      guard size > 0.1 * Rounded.norm(slope.radius), size < 0.5 * least else { break }
      least = size
      x = basis.stepped(from: x, against: slope.center)
    }
    guard let best else { throw CertificateFailure.notFinite("gradient") }
    return best
  }

  /// A bound of |W H W^T - S|.
  ///
  /// The matrix is symmetric, so that of two bounds of an element the smaller one holds. The norm of a symmetric matrix is no more than
  /// that of its elements' magnitudes B, and that is no more than the largest (Bx)_i / x_i, for any x > 0 (Collatz and Wielandt);
  /// a few steps of the power method give a good x.
  private func contraction(of scaled: Enclosure, _ basis: ScaledBasis) -> Double {
    let m = basis.signs.count
    var distances = [Double](repeating: 0, count: m * m)
    for i in 0..<m {
      for j in 0..<m {
        let center = scaled.center[i * m + j]
        // The difference from a number near 1 is exact, or off by a unit of it.
        let off = abs(i == j ? center - basis.signs[i] : center) + Rounded.unit * 2
        distances[i * m + j] = off + scaled.radius[i * m + j]
      }
    }
    for i in 0..<m {
      for j in 0..<i {
        let (a, b) = (distances[i * m + j], distances[j * m + i])
        guard a.isFinite, b.isFinite else { return .infinity }
        distances[i * m + j] = min(a, b)
        distances[j * m + i] = min(a, b)
      }
    }
    var x = [Double](repeating: 1, count: m)
    var best = Double.infinity
    for _ in 0..<6 {
      let image = symmetricProduct(distances, x)
      var quotient = 0.0
      for (top, bottom) in zip(image, x) {
        guard top.isFinite else { return .infinity }
        quotient = max(quotient, top / bottom)
      }
      best = min(best, Rounded.up(quotient, terms: m + 4))
      let size = image.max() ?? 0
      guard size > 0 else { break }
      // Away from zero, where nothing is known of the quotient.
      x = zip(image, x).map { max($0 / size, 1e-6 * $1, 1e-12) }
    }
    return best
  }

  /// What a true Hessian does: it is symmetric, and differences of gradients are its products. The theorem does not need to
  /// know; a fault in a derivative rule shows itself here.
  private func checkConsistency(_ region: Region, _ start: Start, _ basis: ScaledBasis) throws {
    let (m, n) = (basis.directions.rows, basis.directions.columns)
    let (scaled, products, reach) = (region.scaled, region.products, region.box.radius)
    for i in 0..<m {
      for j in 0..<i {
        let (a, b) = (i * m + j, j * m + i)
        guard
          abs(scaled.center[a] - scaled.center[b])
            <= (scaled.radius[a] + scaled.radius[b]).nextUp.nextUp
        else { throw CertificateFailure.asymmetric(row: i + 1, column: j + 1) }
      }
    }
    var random = CounterRandom(seed: 0, stream: 7)
    var (moved, move) = (start.x, reach)
    for j in 0..<n {
      // Rounding does not take it out of the box.
      moved[j] += (random.uniform() < 0.5 ? -0.99 : 0.99) * reach[j]
      move[j] = moved[j] - start.x[j]
      guard abs(move[j]) <= reach[j] else {
        moved[j] = start.x[j]
        move[j] = 0
        continue
      }
    }
    let there = basis.directions.image(of: try evaluator.gradient(at: moved).gradient)
    let error = Rounded.error(n + 4)
    for i in 0..<m {
      var (product, radius) = (0.0, 0.0)
      for j in 0..<n {
        let place = i * n + j
        product += products.center[place] * move[j]
        radius += abs(move[j]) * (products.radius[place] + error * abs(products.center[place]))
      }
      radius += there.radius[i] + start.slope.radius[i]
      let change = there.center[i] - start.slope.center[i]
      let slack = Rounded.up(radius, terms: n + 8) + 4 * Rounded.unit * (abs(change) + abs(product))
      guard abs(change - product) <= slack else {
        throw CertificateFailure.inconsistent(component: i + 1)
      }
    }
  }
}
