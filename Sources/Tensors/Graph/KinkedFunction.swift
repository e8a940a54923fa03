/// A function of its inputs as smooth functions that are put together at kinks: in place of every primitive that has a
/// kink (relu, leaky_relu, abs, clamp, the larger or smaller of numbers, pooling by the largest) it is written with
/// max(s, 0) alone, of switching arguments s that are smooth where the kinks before them are not met.
///
///     |u| = 2 max(u, 0) - u        max(a, b) = b + max(a - b, 0)        clamp(u) = low + max(u - low, 0) - max(u - high, 0)
///
/// What stands for max(s, 0) is the caller's: m s with a mask m, or something smooth. Comparisons, roots and their like
/// are smooth where their argument is not 0; those arguments are shown to the caller too (`guarded`).
/// The form is the abs-normal form of Griewank 2013 ("On stable piecewise linearization and generalized algorithmic
/// differentiation"), with max(s, 0) for |s|.
public struct KinkedFunction: Sendable {
  private let graph: Graph
  /// How many switching arguments there are.
  public let count: Int
  /// How many guarded arguments there are.
  public let guardedCount: Int
  /// Operations that jump, or have kinks that are not written so, and depend on the inputs.
  public let unsupported: [String]

  public init(_ graph: Graph) throws {
    self.graph = graph
    var (count, guardedCount) = (0, 0)
    var unsupported: [String] = []
    _ = try Trace.graph(graph.inputTypes) { inputs in
      try KinkedFunction.interpret(
        graph, inputs,
        rectifier: {
          count += $0.shape.count
          return $0
        }, guarded: { guardedCount += $0.shape.count }, unsupported: { unsupported.append($0) })
    }
    self.count = count
    self.guardedCount = guardedCount
    self.unsupported = Set(unsupported).sorted()
  }

  /// - Parameters:
  ///   - rectifier: what stands for max(s, 0), of s; called in the same order every time.
  ///   - guarded: is shown arguments that must not be 0.
  public func callAsFunction(
    _ inputs: [Value], rectifier: (Value) throws -> Value, guarded: (Value) throws -> Void
  ) throws -> [Value] {
    try KinkedFunction.interpret(
      graph, inputs, rectifier: rectifier, guarded: guarded, unsupported: { _ in })
  }

  private static func interpret(
    _ graph: Graph, _ inputs: [Value], rectifier: (Value) throws -> Value,
    guarded: (Value) throws -> Void, unsupported: (String) -> Void
  ) throws -> [Value] {
    let results = try withoutActuallyEscaping(rectifier) { rectifier in
      try graph.interpret { operation, operands -> (value: Value, varies: Bool) in
        switch operation {
        case .input(let k): return (inputs[k], true)
        case .constant(let tensor): return (.tensor(tensor), false)
        case .apply(let primitive):
          let values = operands.map(\.value)
          guard operands.contains(where: \.varies) else {
            return (try apply(primitive, values), false)
          }
          let rule = Rule(primitive, values, rectifier: rectifier)
          if let form = try rule.selection { return (form, true) }
          switch try rule.smoothness(varies: operands.map(\.varies)) {
          case .smooth: break
          case .guarded(let argument): try guarded(argument.cast(to: .float64))
          case .unsupported: unsupported(primitive.name)
          }
          return (try apply(primitive, values), true)
        }
      }
    }
    return results.map(\.value)
  }
}

/// How one operation is written.
private struct Rule {
  /// Where an operation that is left as it is has derivatives.
  enum Smoothness {
    case smooth, unsupported
    /// Where this is not 0.
    case guarded(Value)
  }

  let primitive: any Primitive
  let operands: [Value]
  let rectifier: (Value) throws -> Value

  init(
    _ primitive: any Primitive, _ operands: [Value], rectifier: @escaping (Value) throws -> Value
  ) {
    self.primitive = primitive
    self.operands = operands
    self.rectifier = rectifier
  }

  /// The operation by max(s, 0) alone; nil where it has no kinks, or is of whole numbers.
  var selection: Value? {
    get throws {
      let x = operands[0]
      guard x.dtype.isFloat else { return nil }
      switch primitive {
      case is ReLU: return try rectifier(x)
      case is Absolute: return try rectifier(x) * 2 - x
      case let leaky as LeakyReLU: return try x * leaky.slope + rectifier(x) * (1 - leaky.slope)
      case let clamp as Clamp where clamp.low < clamp.high:
        var y = x
        if clamp.low > -.infinity { y = try rectifier(x - clamp.low) + clamp.low }
        if clamp.high < .infinity { y = try y - rectifier(x - clamp.high) }
        return y
      case is Maximum: return try larger(x, operands[1])
      case is Minimum: return try -larger(-x, -operands[1])
      case let largest as ReduceMax: return try folded(x, largest.range)
      case let smallest as ReduceMin: return try folded(-x, smallest.range).map { try -$0 }
      case let pool as MaxPool: return try pool.candidates(x).map(largest)
      default: return nil
      }
    }
  }

  private func larger(_ a: Value, _ b: Value) throws -> Value { try b + rectifier(a - b) }

  /// The largest of tensors of one shape, pair by pair.
  private func largest(_ candidates: [Value]) throws -> Value {
    var left = candidates
    while left.count > 1 {
      let pairs = left.count / 2
      let best = try (0..<pairs).map { try larger(left[2 * $0], left[2 * $0 + 1]) }
      left = best + left[(2 * pairs)...]
    }
    return left[0]
  }

  private func folded(_ x: Value, _ range: Range<Int>) throws -> Value? {
    let length = x.shape.count(range)
    guard length > 0 else { return nil }
    let folded = x.shape.removing(range)
    let dimensions = x.shape.dimensions
    let line = try x.reshaped(
      to: Shape(
        Array(dimensions[..<range.lowerBound]) + [length] + Array(dimensions[range.upperBound...])))
    return try largest(
      (0..<length).map { k in
        try line.sliced(range.lowerBound, k..<k + 1).reshaped(to: folded)
      })
  }

  func smoothness(varies: [Bool]) throws -> Smoothness {
    switch primitive {
    case is Sign, is TangentPoint, is ELU, is SquareRoot: return .guarded(operands[0])
    case is Compare: return .guarded(try operands[0] - operands[1])
    case is MaxPoolPick, is MaxPoolScatter: return varies[0] ? .unsupported : .smooth
    case is Cholesky, is QRDecomposition, is Solve, is ReduceProduct: return .smooth
    default: break
    }
    switch primitive.traits {
    case .linear(let linear):
      guard primitive.isFloat(operands) else { return .unsupported }
      return linear.places.map { varies[$0] } == true ? .unsupported : .smooth
    case .product, .quotient, .wave, .logSumExp, .distribution, .stopped, .selection: return .smooth
    case .curve(let curve, _):
      switch curve {
      case .convex, .concave, .valley, .basin, .sShaped, .pole: return .smooth
      case .root: return .guarded(operands[0])
      case .rectifier, .absolute: return .unsupported
      }
    case .power:
      // Whole exponents, 2 or more, are products.
      if let exponent = try? operands[1].known?.item(), exponent >= 2,
        exponent == exponent.rounded()
      {
        return .smooth
      }
      return .guarded(operands[0])
    case .opaque, .monotone, .steps, .saturating, .extreme, .largest, .smallest, .inexact:
      return .unsupported
    }
  }
}

extension Primitive {
  /// Whether the result is of a floating type.
  fileprivate func isFloat(_ operands: [Value]) -> Bool {
    (try? type(of: operands.map(\.type)).dtype.isFloat) ?? false
  }
}
