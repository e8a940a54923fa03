import Optimizers
import Tensors

/// The energy that a traced function of one float64 vector is: its value, gradient and exact
/// Hessian as compiled plans, shared by all threads. The Hessian is a batch of Hessian-vector
/// products.
public final class PlanSurface: EnergySurface {
  public let dimension: Int
  public let kinked: KinkedSurface?
  /// x [n] -> energy [], gradient [n].
  package let graph: Graph
  public let work: Int
  private let energy: Plan
  /// Hessian-vector products, `block` of them in a run; the whole Hessian where they are one block.
  private let products: Plan
  /// One Hessian-vector product.
  private let product: Plan
  private let block: Int
  /// Whether `products` has all unit vectors, as constants, and no other vectors.
  private let isWhole: Bool

  /// - Parameter function: scalar, of a vector of `dimension` numbers; traced here, not kept.
  public init(dimension: Int, _ function: (Value) throws -> Value) throws {
    guard dimension > 0 else { throw SurfaceError.noCoordinates }
    self.dimension = dimension
    // Of a large surface nobody makes a whole Hessian, and a block of products takes much memory.
    block = dimension <= 128 ? dimension : dimension <= 4096 ? 64 : 1
    isWhole = block == dimension && block > 1
    energy = try PlanObjective.plan(dimension: dimension, function)
    graph = energy.graph
    work = graph.nodes.reduce(0) { $0 + $1.type.shape.count }
    kinked = try KinkedSurface(dimension: dimension, function)
    products = try PlanSurface.products(block, dimension, function)
    product = block == 1 ? products : try PlanSurface.products(1, dimension, function)
  }

  private static func products(
    _ block: Int, _ dimension: Int, _ function: (Value) throws -> Value
  ) throws -> Plan {
    let point = TensorType(try Shape([dimension]), .float64)
    let directions = TensorType(try Shape([block, dimension]), .float64)
    let isWhole = block == dimension && block > 1
    let (graph, _) = try Trace.graph(isWhole ? [point] : [point, directions]) { values in
      func product(_ vector: Value) throws -> Value {
        try hessianVectorProduct(of: { try function($0[0]) }, at: values[0], vector)
      }
      if isWhole {
        let units = Value.tensor(try .identity(dimension, dtype: .float64))
        return try Batch.map({ [try product($0[0])] }, [units])
      }
      guard block > 1 else {
        let vector = try values[1].reshaped(to: Shape([dimension]))
        return [try product(vector).reshaped(to: Shape([1, dimension]))]
      }
      return try Batch.map({ [try product($0[0])] }, [values[1]])
    }
    return try Plan(graph)
  }

  public func makeEvaluator() throws -> any EnergyEvaluator { try Evaluator(self) }

  private final class Evaluator: EnergyEvaluator {
    private let surface: PlanSurface
    private let objective: PlanObjective
    private let products: Workspace
    private let product: Workspace

    init(_ surface: PlanSurface) throws {
      self.surface = surface
      objective = try PlanObjective(surface.energy)
      // On small surfaces a second thread saves less time than it waits.
      products = try surface.products.makeWorkspace(
        threads: surface.dimension <= 128 ? 1 : Threads.count)
      product = surface.block == 1 ? products : try surface.product.makeWorkspace()
    }

    func valueAndGradient(
      _ x: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>
    ) throws -> Double {
      try objective.valueAndGradient(x, gradient)
    }

    func hessianProduct(_ x: [Double], _ vector: [Double]) throws -> [Double] {
      var result = vector
      try run(product, x, vector, &result)
      return result
    }

    /// Products with the rows of `directions`, into `rows`.
    private func run(
      _ workspace: Workspace, _ x: [Double], _ directions: [Double], _ rows: inout [Double]
    ) throws {
      try x.withUnsafeBytes { point in
        try directions.withUnsafeBytes { directions in
          try rows.withUnsafeMutableBytes { rows in
            guard let from = point.baseAddress, let along = directions.baseAddress,
              let to = rows.baseAddress
            else { return }
            workspace.setInput(0, from)
            workspace.setInput(1, along)
            workspace.setOutput(0, to)
            try workspace.run()
          }
        }
      }
    }

    func hessian(_ x: [Double]) throws -> [Double] {
      let n = surface.dimension
      let (elements, overflow) = n.multipliedReportingOverflow(by: 8 * n)
      return try Memory.reserving(overflow ? Int.max : elements) {
        var matrix = [Double](repeating: 0, count: n * n)
        if surface.isWhole {
          try Cancellation.check()
          try x.withUnsafeBytes { point in
            try matrix.withUnsafeMutableBytes { rows in
              guard let from = point.baseAddress, let to = rows.baseAddress else { return }
              products.setInput(0, from)
              products.setOutput(0, to)
              try products.run()
            }
          }
        } else {
          try makeRows(at: x, of: &matrix)
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

    /// Block by block.
    private func makeRows(at x: [Double], of matrix: inout [Double]) throws {
      let (n, block) = (surface.dimension, surface.block)
      var directions = [Double](repeating: 0, count: block * n)
      var rows = directions
      for first in stride(from: 0, to: n, by: block) {
        try Cancellation.check()
        let count = min(block, n - first)
        for k in directions.indices { directions[k] = 0 }
        for k in 0..<count { directions[k * n + first + k] = 1 }
        try run(products, x, directions, &rows)
        for k in 0..<count * n { matrix[first * n + k] = rows[k] }
      }
    }
  }
}
