import Reachability
import Regions
import Tensors

/// Bounds of linear functions of any graph's outputs on parts of a box: the better of those by linear bounds and by
/// intervals, and gradients where it has them.
final class GraphPartBounds: PartBounds {
  private let bounds: any PreparedBounds
  private let values: Plan
  private let gradients: [Plan]
  private let widths: [Double]
  private let count: Int

  let inputs: Int
  let capacity = 8

  init(
    _ function: SampleFunction, _ rows: [Specification.Row], isSound: Bool, widths: [Double]
  ) throws {
    self.widths = widths
    (inputs, count) = (function.inputs, rows.count)
    let (matrix, limits) = try rows.matrix(outputs: function.outputs)
    let graph = try function.graph.followed { try $0.matmul(matrix) - limits }
    var options = BoundOptions(.crown)
    options.isSound = isSound
    bounds = try Box.prepared(graph, graph.inputTypes, options)
    values = try Plan.cached(graph)
    gradients = try rows.indices.map { k in
      try Plan.cached(
        Trace.graph(graph.inputTypes) { inputs in
          let row = try valueAndGradient(
            of: { try graph($0)[0].sliced(1, k..<k + 1).sum([0, 1]) }, at: inputs)
          return [row.gradient]
        }.graph)
    }
  }

  private func point(_ point: [Double]) throws -> Tensor {
    try Tensor(point, shape: Shape([1, inputs]), dtype: .float64)
  }

  func values(at points: [[Double]]) throws -> [[Double]] {
    try points.map { try values([point($0)])[0].doubles }
  }

  func tangents(at place: [Double]) throws -> [Contraction.Row] {
    let found = try values(at: [place])[0]
    return try gradients.enumerated().map { k, gradient in
      let slopes = try gradient([point(place)])[0].doubles.map { $0.isFinite ? $0 : 0 }
      return Contraction.Row(slopes: slopes, constant: found[k], size: abs(found[k]))
    }
  }

  func relaxed(_ parts: [Part]) throws -> [PartRelaxation] {
    try parts.map { part in
      try Cancellation.check()
      let low = try bounds(lower: point(part.lower), upper: point(part.upper), [])
        .lower.tensor().doubles.map { $0.isNaN ? -.infinity : $0 }
      let functions = low.map {
        Contraction.Row(slopes: part.lower.map { _ in 0 }, constant: $0, size: abs($0))
      }
      return PartRelaxation(
        box: Contraction(lower: part.lower, upper: part.upper), functions: functions, floors: low,
        phases: [], split: split(part), hidden: nil)
    }
  }

  /// The input whose interval is the largest part of that of the whole box.
  private func split(_ part: Part) -> PartRelaxation.Split? {
    let shares = part.lower.indices.map { i in
      let middle = 0.5 * part.lower[i] + 0.5 * part.upper[i]
      return part.lower[i] < middle && middle < part.upper[i]
        ? (part.upper[i] - part.lower[i]) / max(widths[i], 1e-300) : -1
    }
    guard let widest = shares.indices.max(by: { shares[$0] < shares[$1] }), shares[widest] > 0
    else { return nil }
    return .input(widest)
  }
}

extension [Specification.Row] {
  /// Coefficients [outputs, rows], and what is subtracted, [1, rows].
  func matrix(outputs: Int) throws -> (coefficients: Value, bounds: Value) {
    (
      .tensor(
        try Tensor(
          TensorType(Shape([outputs, count]), .float64),
          element: { self[$0 % count].coefficients[$0 / count] })),
      .tensor(try Tensor(map(\.bound), shape: Shape([1, count]), dtype: .float64))
    )
  }
}
