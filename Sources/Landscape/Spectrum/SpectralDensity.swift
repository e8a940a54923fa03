import Foundation
import Settings
import Tensors

/// How dense the eigenvalues of a Hessian lie, from products with vectors alone: stochastic Lanczos quadrature.
///
/// From a random unit vector v, k steps of the Lanczos process give a tridiagonal matrix whose eigenvalues are the nodes and
/// whose squared first components of eigenvectors are the weights of the Gauss quadrature of the measure
///
///     sum over i of (v . u_i)^2 delta(t - lambda_i)
///
/// exact for polynomials of degree 2k - 1; its mean over v is the density (Golub and Welsch 1969; Ubaru, Chen and Saad,
/// SIAM J. Matrix Anal. Appl. 38, 2017; for networks Ghorbani, Krishnan and Xiao, ICML 2019). Every new vector is made
/// orthogonal to all before, so that no node comes twice. Probes have components +1 and -1 (Hutchinson 1989).
public struct SpectralDensity: Sendable {
  /// The nodes, ascending, and weights of one probe; the weights' sum is 1.
  public struct Quadrature: Sendable {
    public var nodes: [Double]
    public var weights: [Double]
  }

  /// A mean over the probes and its standard error; NaN for a single probe.
  public struct Estimate: Sendable, Equatable {
    public var value: Double
    public var error: Double
  }

  public let dimension: Int
  /// One for each probe.
  public let quadratures: [Quadrature]
  /// Standard deviation of the Gaussian that stands for each node.
  public let sigma: Double
  /// Equally spaced.
  public let grid: [Double]
  /// The mean density over the cell around each point of the grid: times the spacing, its sum is 1 up to 1e-8.
  public let density: [Double]
  /// Products with the Hessian.
  public let products: Int

  public init(_ surface: any EnergySurface, at x: [Double], _ options: Options) throws {
    let n = surface.dimension
    try SpectrumError.check(x, dimension: n)
    let workers = max(1, min(options.workers, options.probes))
    let evaluators = try (0..<workers).map { _ in try surface.makeEvaluator() }
    quadratures = try Team.map(Array(0..<options.probes), chunk: 1, workers: workers) {
      worker, probes in
      try probes.map { probe in
        var random = CounterRandom(seed: options.seed, stream: UInt64(probe))
        let start = (0..<n).map { _ in random.next() & 1 == 0 ? 1.0 : -1.0 }
        // The basis is kept.
        return try Memory.reserving(8 * n * min(n, options.steps)) {
          try Quadrature(evaluators[worker], at: x, from: start, steps: options.steps)
        }
      }
    }
    dimension = n
    products = quadratures.reduce(0) { $0 + $1.nodes.count }
    let nodes = quadratures.flatMap(\.nodes)
    let (lowest, highest) = (nodes.min() ?? 0, nodes.max() ?? 0)
    let scale = max(abs(lowest), abs(highest))
    let width = highest - lowest
    sigma = options.sigma ?? (width > 1e-10 * scale ? 0.005 * width : scale > 0 ? 0.005 * scale : 1)
    let first = lowest - 6 * sigma
    let spacing = (width + 12 * sigma) / Double(options.points)
    grid = (0..<options.points).map { first + (Double($0) + 0.5) * spacing }
    var density = [Double](repeating: 0, count: options.points)
    for quadrature in quadratures {
      for (node, weight) in zip(quadrature.nodes, quadrature.weights) {
        let share = weight / Double(quadratures.count) / spacing
        var left = 0.0
        for k in density.indices {
          let end = first + Double(k + 1) * spacing
          let right = 0.5 * erfc((node - end) / (sigma * 2.0.squareRoot()))
          density[k] += share * (right - left)
          left = right
        }
      }
    }
    self.density = density
  }

  /// An estimate of the trace of a power of the Hessian: n times the mean of the node's powers.
  public func trace(power: Int = 1) -> Estimate {
    let values = quadratures.map { quadrature in
      Double(dimension)
        * zip(quadrature.nodes, quadrature.weights).reduce(0) {
          $0 + $1.1 * pow($1.0, Double(power))
        }
    }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let variance = squares / Double(values.count - 1) / Double(values.count)
    return Estimate(value: mean, error: values.count > 1 ? variance.squareRoot() : .nan)
  }

  /// The lowest and the highest node: inside the spectrum, close to its ends.
  public var lowest: Double { quadratures.map { $0.nodes[0] }.min() ?? .nan }
  public var highest: Double { quadratures.compactMap(\.nodes.last).max() ?? .nan }
}

extension SpectralDensity.Quadrature {
  init(
    _ evaluator: any EnergyEvaluator, at x: [Double], from start: [Double], steps: Int
  ) throws {
    var lanczos = Lanczos(start: start, keepsBasis: true)
    while lanczos.diagonal.count < steps, !lanczos.isComplete {
      try Cancellation.check()
      try lanczos.step { vector in
        let image = try evaluator.hessianProduct(x, vector)
        guard image.allSatisfy(\.isFinite) else { throw SpectrumError.hessianNotFinite }
        return image
      }
    }
    let eigen = try lanczos.tridiagonal.decomposed()
    nodes = eigen.values
    // Row k is eigenvector k: the weight is the square of its first component.
    weights = eigen.values.indices.map { k in
      let component = eigen.vectors[k * eigen.dimension]
      return component * component
    }
  }
}

extension SymmetricTridiagonal {
  /// All eigenvalues and eigenvectors.
  func decomposed() throws -> SymmetricEigen {
    let n = diagonal.count
    var matrix = [Double](repeating: 0, count: n * n)
    for k in 0..<n { matrix[k * n + k] = diagonal[k] }
    for (k, value) in offDiagonal.enumerated() {
      matrix[k * n + k + 1] = value
      matrix[(k + 1) * n + k] = value
    }
    return try SymmetricEigen(matrix, dimension: n)
  }
}
