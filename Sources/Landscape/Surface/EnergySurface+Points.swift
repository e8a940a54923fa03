import Tensors

extension EnergySurface {
  /// The energies of any number of points, shared among threads. Every point is evaluated by itself, so that the
  /// energies are the same bits with any number of workers.
  /// - Parameter progress: told, now and then, how many are done.
  public func energies(
    at points: [[Double]], workers: Int = 1, progress: (Int) throws -> Void = { _ in }
  ) throws -> [Double] {
    if let place = points.firstIndex(where: { $0.count != dimension }) {
      throw SurfaceError.dimension(
        point: place, expected: dimension, got: points[place].count)
    }
    let workers = max(1, min(workers, points.count))
    let evaluators = try (0..<workers).map { _ in try makeEvaluator() }
    var energies: [Double] = []
    energies.reserveCapacity(points.count)
    let block = 16 * workers
    for first in stride(from: 0, to: points.count, by: block) {
      try Cancellation.check()
      energies += try Team.map(
        Array(points[first..<min(first + block, points.count)]), chunk: 4, workers: workers
      ) { worker, points in
        var slope = [Double](repeating: 0, count: dimension)
        return try points.map {
          try Cancellation.check()
          return try evaluators[worker].energy($0, gradient: &slope)
        }
      }
      try progress(energies.count)
    }
    return energies
  }
}
