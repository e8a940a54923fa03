import Foundation
import Tensors

/// All eigenvalues of the exact Hessian at a point, zero modes of symmetries included.
public struct HessianSpectrum: Sendable {
  /// n of them, ascending.
  public let eigenvalues: [Double]
  /// Row-major n x n, row k the unit eigenvector of eigenvalue k; empty if not asked for.
  public let eigenvectors: [Double]
  /// Magnitudes up to it count as zero.
  public let zero: Double

  /// Beyond it the matrix is too large: use ``SpectralDensity``.
  public static let largestDimension = 20_000

  /// - Parameter zero: times the largest magnitude.
  /// - Throws: ``SpectrumError``; ``SymmetricEigenError`` where the Hessian is not finite.
  public init(
    _ surface: any EnergySurface, at x: [Double], vectors: Bool = false,
    zero: Double = QuenchOptions().zeroModeTolerance
  ) throws {
    let n = surface.dimension
    try SpectrumError.check(x, dimension: n)
    guard n <= HessianSpectrum.largestDimension else {
      throw SpectrumError.tooLarge(dimension: n, largest: HessianSpectrum.largestDimension)
    }
    let hessian = try surface.makeEvaluator().hessian(x)
    try Cancellation.check()
    let eigen = try SymmetricEigen(hessian, dimension: n, vectors: vectors)
    eigenvalues = eigen.values
    eigenvectors = eigen.vectors
    self.zero = zero * eigen.values.reduce(0) { max($0, abs($1)) }
  }

  /// How many eigenvalues lie below zero (the index of a stationary point), count as zero, lie above.
  public var negative: Int { eigenvalues.count { $0 < -zero } }
  public var zeros: Int { eigenvalues.count { abs($0) <= zero } }
  public var positive: Int { eigenvalues.count { $0 > zero } }

  public var trace: Double { eigenvalues.reduce(0, +) }

  /// The sum of the logarithms of the magnitudes that do not count as zero.
  public var logDeterminant: Double {
    eigenvalues.reduce(0) { abs($1) > zero ? $0 + log(abs($1)) : $0 }
  }

  public func eigenvector(_ k: Int) -> [Double] {
    Array(eigenvectors[k * eigenvalues.count..<(k + 1) * eigenvalues.count])
  }
}

/// Why there is no spectrum.
public enum SpectrumError: Error, Equatable, CustomStringConvertible {
  case dimension(expected: Int, got: Int)
  /// A coordinate, counted from 0.
  case notFinite(coordinate: Int, value: Double)
  case tooLarge(dimension: Int, largest: Int)
  /// A product of the Hessian with a finite vector is not finite.
  case hessianNotFinite
  /// The Lanczos process found no eigenvector to the tolerance.
  case notConverged(steps: Int, residual: Double)

  static func check(_ x: [Double], dimension: Int) throws {
    guard x.count == dimension else {
      throw SpectrumError.dimension(expected: dimension, got: x.count)
    }
    if let place = x.firstIndex(where: { !$0.isFinite }) {
      throw SpectrumError.notFinite(coordinate: place, value: x[place])
    }
  }

  public var description: String {
    switch self {
    case .dimension(let expected, let got):
      "spectrum: the point has \(got) coordinates, expected \(expected)"
    case .notFinite(let coordinate, let value):
      "spectrum: coordinate \(coordinate + 1) of the point is \(value)"
    case .tooLarge(let dimension, let largest):
      "spectrum: the Hessian of \(dimension) coordinates is too large for all its eigenvalues "
        + "(at most \(largest)); its density needs products only"
    case .hessianNotFinite: "spectrum: the Hessian is not finite at the point"
    case .notConverged(let steps, let residual):
      "spectrum: no eigenvector to the tolerance after \(steps) products (residual \(residual))"
    }
  }
}
