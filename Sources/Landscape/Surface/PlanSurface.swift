import Optimizers
import Tensors

/// The energy that a traced function of one float64 vector is: its value, gradient and exact
/// Hessian as compiled plans, shared by all threads. The Hessian is a batch of Hessian-vector
/// products.
public final class PlanSurface: EnergySurface {
  public let dimension: Int
  private let energy: Plan
  private let products: Plan
  /// Hessian-vector products that one run of the plan makes.
  private let block: Int

  /// - Parameter function: scalar, of a vector of `dimension` numbers; traced here, not kept.
  public init(dimension: Int, _ function: (Value) throws -> Value) throws {
    self.dimension = dimension
    block = dimension <= 128 ? dimension : 64
    energy = try PlanObjective.plan(dimension: dimension, function)
    let types = [
      TensorType(try Shape([dimension]), .float64),
      TensorType(try Shape([block, dimension]), .float64),
    ]
    let (graph, _) = try Trace.graph(types) { values in
      try Batch.map(
        { [try hessianVectorProduct(of: { try function($0[0]) }, at: values[0], $0[0])] },
        [values[1]])
    }
    products = try Plan(graph)
  }

  public func makeEvaluator() throws -> any EnergyEvaluator { try Evaluator(self) }

  private final class Evaluator: EnergyEvaluator {
    private let surface: PlanSurface
    private let objective: PlanObjective
    private let hessian: Workspace

    init(_ surface: PlanSurface) throws {
      self.surface = surface
      objective = try PlanObjective(surface.energy)
      hessian = try surface.products.makeWorkspace()
    }

    func valueAndGradient(
      _ x: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>
    ) throws -> Double {
      try objective.valueAndGradient(x, gradient)
    }

    func hessian(_ x: [Double]) throws -> [Double] {
      let (n, block) = (surface.dimension, surface.block)
      var matrix = [Double](repeating: 0, count: n * n)
      var directions = [Double](repeating: 0, count: block * n)
      var rows = [Double](repeating: 0, count: block * n)
      for first in stride(from: 0, to: n, by: block) {
        let count = min(block, n - first)
        for k in directions.indices { directions[k] = 0 }
        for k in 0..<count { directions[k * n + first + k] = 1 }
        try x.withUnsafeBytes { point in
          try directions.withUnsafeBytes { directions in
            try rows.withUnsafeMutableBytes { rows in
              hessian.setInput(0, point.baseAddress!)
              hessian.setInput(1, directions.baseAddress!)
              hessian.setOutput(0, rows.baseAddress!)
              try hessian.run()
            }
          }
        }
        for k in 0..<count * n { matrix[first * n + k] = rows[k] }
      }
      // Rounding makes the two halves differ in the last bits.
      for i in 0..<n {
        for j in 0..<i {
          let mean = 0.5 * (matrix[i * n + j] + matrix[j * n + i])
          matrix[i * n + j] = mean
          matrix[j * n + i] = mean
        }
      }
      return matrix
    }
  }
}
