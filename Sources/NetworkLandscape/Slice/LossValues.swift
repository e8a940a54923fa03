import Landscape
import Layers
import Losses
import Tensors

/// The loss of a network on fixed data at many vectors of parameters, in float64, without derivatives.
public final class LossValues {
  private let plan: Plan
  private let dimension: Int

  /// - Throws: what the loss says of shapes and classes.
  public init(_ network: Network, _ loss: Loss, _ samples: LandscapeSamples) throws {
    let start = try network.with(parameters: network.parameters.cast(to: .float64))
    let (x, y) = (samples.x, samples.y)
    // Here, where values are known, classes are checked.
    _ = try loss(start, x, y).tensor().item()
    dimension = network.parameterCount
    let type = TensorType(try Shape([dimension]), .float64)
    let (graph, _) = try Trace.graph([type]) { values in
      [try loss(start.with(parameters: values[0]), x, y).reshaped(to: .scalar).cast(to: .float64)]
    }
    plan = try Plan.cached(graph)
  }

  /// One loss for each point; the same bits with any number of workers.
  /// - Parameter progress: told, now and then, how many are done.
  public func callAsFunction(
    at points: [[Double]], workers: Int = 1, progress: (Int) throws -> Void = { _ in }
  ) throws -> [Double] {
    if let place = points.firstIndex(where: { $0.count != dimension }) {
      throw SurfaceError.dimension(point: place, expected: dimension, got: points[place].count)
    }
    let workers = max(1, min(workers, points.count))
    let workspaces = try (0..<workers).map { _ in try plan.makeWorkspace() }
    var losses: [Double] = []
    let block = 16 * workers
    for first in stride(from: 0, to: points.count, by: block) {
      try Cancellation.check()
      losses += try Team.map(
        Array(points[first..<min(first + block, points.count)]), chunk: 4, workers: workers
      ) { worker, points in
        try points.map { point in
          try Cancellation.check()
          var loss = 0.0
          try point.withUnsafeBufferPointer { from in
            try withUnsafeMutablePointer(to: &loss) { to in
              workspaces[worker].setInput(0, from.baseAddress!)
              workspaces[worker].setOutput(0, to)
              try workspaces[worker].run(stoppable: .max)
            }
          }
          return loss
        }
      }
      try progress(losses.count)
    }
    return losses
  }
}
