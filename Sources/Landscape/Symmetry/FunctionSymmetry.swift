import Foundation
import Tensors

/// A symmetry that is given by a function: the canonical copy of a point, the same for all its images. Points
/// are compared by their canonical copies.
///
/// How many images a point has the function does not say: `multiplicity` is 1.
public final class FunctionSymmetry: Symmetry {
  public let summary: String
  private let dimension: Int
  private let plan: Plan
  private let products: Plan
  /// Workspaces that no thread uses at present.
  private let idle = Guarded<[Workspace]>([])

  /// - Parameter function: of a vector of `dimension` numbers, to one of the same length; traced here, not kept.
  /// - Throws: a result of another shape.
  public init(dimension: Int, _ function: (Value) throws -> Value) throws {
    self.dimension = dimension
    func canonical(_ x: Value) throws -> Value {
      let y = try function(x)
      guard y.shape.dimensions == [dimension] else {
        throw SymmetryError.canonicalShape(got: "\(y.shape)", dimension: dimension)
      }
      return try y.cast(to: .float64)
    }
    let type = TensorType(try Shape([dimension]), .float64)
    plan = try Plan.cached(Trace.graph([type]) { [try canonical($0[0])] }.graph)
    products = try Plan.cached(
      Trace.graph([type, type]) { values in
        [
          try valueAndGradient(
            of: { try (canonical($0[0]) * values[1]).sum() }, at: [values[0]]
          ).gradient
        ]
      }.graph)
    // Another function is another symmetry.
    var random = CounterRandom(seed: 0, stream: 4)
    let x = (0..<dimension).map { _ in random.symmetric() }
    let copy = try FunctionSymmetry.run(plan, [x], in: plan.makeWorkspace(threads: 1))
    let mark = copy.reduce(0) { $0 + random.uniform() * $1 }
    summary = String(format: "canonical copies by a function (%.10g at a test point)", mark)
  }

  private static func run(
    _ plan: Plan, _ inputs: [[Double]], in workspace: Workspace
  ) throws -> [Double] {
    var result = inputs[0]
    // What the inputs hold must stay where it is until the run is over.
    func with(_ k: Int, _ body: () throws -> Void) throws {
      guard k < inputs.count else { return try body() }
      try inputs[k].withUnsafeBytes { bytes in
        workspace.setInput(k, bytes.baseAddress!)
        try with(k + 1, body)
      }
    }
    try result.withUnsafeMutableBytes { output in
      workspace.setOutput(0, output.baseAddress!)
      try with(0) { try workspace.run() }
    }
    return result
  }

  public func validate(dimension given: Int) throws {
    guard given == dimension else {
      throw SymmetryError.canonicalShape(got: "[\(dimension)]", dimension: given)
    }
  }

  /// The canonical copy; a point at which the function fails is its own.
  public func representative(of x: [Double]) -> [Double] {
    (try? canonical(x)) ?? x
  }

  func canonical(_ x: [Double]) throws -> [Double] {
    guard x.count == dimension else {
      throw SymmetryError.canonicalShape(got: "[\(x.count)]", dimension: dimension)
    }
    let workspace = try idle.withLock { $0.popLast() } ?? plan.makeWorkspace(threads: 1)
    defer { idle.withLock { $0.append(workspace) } }
    return try FunctionSymmetry.run(plan, [x], in: workspace)
  }

  public func aligned(_ b: [Double], to a: [Double]) -> [Double] {
    a == b ? b : representative(of: b)
  }

  public func distance(_ a: [Double], _ b: [Double]) -> Double {
    a == b ? 0 : euclideanDistance(representative(of: a), representative(of: b))
  }

  public func invariants(of x: [Double]) -> SymmetryInvariants {
    SymmetryInvariants(projectionsOf: representative(of: x))
  }

  public func multiplicity(of x: [Double], tolerance: Double) -> Double { 1 }

  /// The kernel of the function's Jacobian: along the curves of points that have one canonical copy the energy
  /// stays what it is.
  public func zeroModes(at x: [Double]) -> [[Double]] {
    let n = dimension
    guard x.count == n, let workspace = try? products.makeWorkspace(threads: 1) else { return [] }
    // Row by row the Jacobian J, and J^T J, whose eigenvalues are the squares of J's singular values.
    var gram = [Double](repeating: 0, count: n * n)
    for output in 0..<n {
      var weights = [Double](repeating: 0, count: n)
      weights[output] = 1
      guard let row = try? FunctionSymmetry.run(products, [x, weights], in: workspace) else {
        return []
      }
      for i in 0..<n where row[i] != 0 {
        for j in 0..<n { gram[i * n + j] += row[i] * row[j] }
      }
    }
    guard let eigen = try? SymmetricEigen(gram, dimension: n), let largest = eigen.values.last
    else { return [] }
    return (0..<n).filter { eigen.values[$0] <= 1e-13 * largest }.map { Array(eigen.vector($0)) }
  }
}
