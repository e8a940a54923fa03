import Reachability
import Regions
import Tensors

/// Makes what bounds linear functions of a sample function's outputs: of chains of few and many inputs by matrices, of
/// all others by their graph.
struct FunctionBounds: Sendable {
  let function: SampleFunction
  private let isSound: Bool
  /// Nil for functions that are none. One whose later layers read inputs depends on where these begin.
  private let chain: Chain?

  init(_ function: SampleFunction, isSound: Bool) throws {
    self.function = function
    self.isSound = isSound
    let widest = function.graph.nodes.reduce(0) { max($0, $1.type.shape.count) }
    // Matrices of large convolutions take longer to make than what they save.
    chain =
      widest > FunctionBounds.largest / max(function.inputs, 1)
      ? nil
      : try FunctionBounds.chain(
        function, [Double](repeating: 0, count: function.inputs), isSound)
  }

  private static let largest = 1 << 21

  /// Whether the function is one of affine maps, rectifiers and S-shaped neurons.
  var isChain: Bool { chain != nil }

  private static func chain(
    _ function: SampleFunction, _ lower: [Double], _ isSound: Bool
  ) throws -> Chain? {
    try Chain(function.graph, lower: lower, isSound: isSound, isRectified: false)
  }

  /// Bounds on a box and what lies in it.
  /// - Parameter splitsSmoothNeurons: whether parts are cut along S-shaped neurons, not along inputs alone.
  func callAsFunction(
    _ rows: [Specification.Row], from lower: [Double], to upper: [Double],
    splitsSmoothNeurons: Bool = true
  ) throws -> any PartBounds {
    var chain = chain
    if chain?.passesInputs ?? false {
      chain = try FunctionBounds.chain(function, lower, isSound)
    }
    if let chain {
      return try ChainPartBounds(
        chain, rows, isSound: isSound, splitsSmoothNeurons: splitsSmoothNeurons)
    }
    return try GraphPartBounds(
      function, rows, isSound: isSound, widths: zip(lower, upper).map { $1 - $0 })
  }

  /// Lower bounds of linear functions of the outputs on a box, by intervals.
  func intervals(
    of rows: [Specification.Row], _ lower: [Double], _ upper: [Double]
  ) throws -> [Double] {
    let matrix = try rows.matrix(outputs: function.outputs).coefficients
    let graph = try function.graph.followed { try $0.matmul(matrix) }
    var options = BoundOptions(.interval)
    options.isSound = isSound
    let bounds = try Box.prepared(graph, graph.inputTypes, options)
    let shape = try Shape([1, function.inputs])
    let low = try Tensor(lower, shape: shape, dtype: .float64)
    let high = try Tensor(upper, shape: shape, dtype: .float64)
    let image = try bounds(lower: low, upper: high, [])
    let found = try image.lower.tensor().doubles
    return found.map { $0.isNaN ? -Double.infinity : $0 }
  }
}
