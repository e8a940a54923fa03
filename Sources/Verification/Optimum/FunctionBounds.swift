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
    chain = try FunctionBounds.chain(
      function, [Double](repeating: 0, count: function.inputs), isSound)
  }

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
}
