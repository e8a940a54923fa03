import Tensors

/// Energies and gradients of several points of a `PlanSurface` in one run of one plan, for one thread.
public final class BatchedEvaluator {
  public let dimension: Int
  /// Points in one run.
  public let count: Int
  private let workspace: Workspace

  init(_ plan: Plan, dimension: Int, count: Int) throws {
    self.dimension = dimension
    self.count = count
    workspace = try plan.makeWorkspace()
  }

  /// The energies [count] of the points [count, dimension], and their gradients [count, dimension].
  public func valuesAndGradients(
    _ points: UnsafePointer<Double>, _ values: UnsafeMutablePointer<Double>,
    _ gradients: UnsafeMutablePointer<Double>
  ) throws {
    workspace.setInput(0, points)
    workspace.setOutput(0, values)
    workspace.setOutput(1, gradients)
    try workspace.run()
  }
}

extension PlanSurface {
  /// An evaluator of `count` points at once for the calling thread, with a workspace of its own.
  ///
  /// What it finds may differ from that of a single evaluator in the last bits: sums are made in another order.
  public func makeBatchedEvaluator(count: Int) throws -> BatchedEvaluator {
    precondition(count >= 1, "at least one point")
    let graph = graph
    let type = TensorType(try Shape([count, dimension]), .float64)
    let (batched, _) = try Trace.graph([type]) { values in
      try Batch.map({ try graph($0) }, values)
    }
    return try BatchedEvaluator(try Plan.cached(batched), dimension: dimension, count: count)
  }

  /// The energies of any number of points, in blocks of at most 64.
  /// - Throws: ``SurfaceError`` where a point has another number of coordinates than the surface.
  public func energies(of points: [[Double]]) throws -> [Double] {
    if let place = points.firstIndex(where: { $0.count != dimension }) {
      throw SurfaceError.dimension(
        point: place, expected: dimension, got: points[place].count)
    }
    guard !points.isEmpty else { return [] }
    let evaluator = try makeBatchedEvaluator(count: min(points.count, 64))
    let count = evaluator.count
    var energies: [Double] = []
    var values = [Double](repeating: 0, count: count)
    var gradients = [Double](repeating: 0, count: count * dimension)
    for first in stride(from: 0, to: points.count, by: count) {
      try Cancellation.check()
      // The last block is filled up with copies of its first point.
      let rows = (0..<count).flatMap { points[first + $0 < points.count ? first + $0 : first] }
      try evaluator.valuesAndGradients(rows, &values, &gradients)
      energies += values.prefix(points.count - first)
    }
    return energies
  }
}

/// Points that do not go with a surface.
public enum SurfaceError: Error, Equatable, CustomStringConvertible {
  /// Points count from 0.
  case dimension(point: Int, expected: Int, got: Int)
  /// There is nothing that could change the energy.
  case noCoordinates

  public var description: String {
    switch self {
    case .dimension(let point, let expected, let got):
      "surface: point \(point + 1) has \(got) coordinates, expected \(expected)"
    case .noCoordinates:
      "surface: a point has no coordinates (a network without parameters has a single energy)"
    }
  }
}
