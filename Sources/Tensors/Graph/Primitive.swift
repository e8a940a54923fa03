import CKernels

/// One operation on dense tensors. A primitive is declared in one file with all its facts: its shape
/// rule, the kernel it runs, its derivative, its batch rule, and what bounds, formats and tests ask of
/// it. Nothing that bounds rely on has a default. Everything else is composed from primitives.
public protocol Primitive: Sendable, Hashable {
  /// The name in errors and printed graphs.
  var name: String { get }

  /// Whether element e of the output depends on element e of the inputs alone.
  var isElementwise: Bool { get }

  /// What the bounds of abstract domains need to know of the operation.
  var traits: Traits { get }

  /// How far the computed result can be from the exact one; asked only of results in floating point.
  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding

  /// Whether rows of the leading dimension stay apart, where each input marked in `varying` has as many
  /// of them as the result.
  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows

  /// What means the same in ONNX.
  var counterpart: Counterpart { get }

  /// Inputs on which the operation is tried: the tests walk them.
  static var examples: [Example] { get }

  /// The shape rule. - Throws: when the operation is not defined on such inputs.
  func type(of inputs: [TensorType]) throws -> TensorType

  /// The call that computes the output.
  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel

  /// The vector-Jacobian product: for each input, the cotangent that the output's cotangent gives
  /// it, or nil where the derivative is zero. Written in primitives, so that it has derivatives
  /// itself.
  func vjp(_ backward: Backward) throws -> [Value?]

  /// The operation over a leading batch dimension that the inputs marked in `batched` have.
  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value

  /// For operations that only look at the first input's elements anew: the byte offset at which the
  /// output begins in it. Views cost nothing: no kernel runs.
  func view(_ inputs: [TensorType], _ output: TensorType) -> Int?
}

extension Primitive {
  public var isElementwise: Bool { false }

  public func view(_ inputs: [TensorType], _ output: TensorType) -> Int? { nil }
}

/// What a derivative rule gets.
public struct Backward {
  public let inputs: [Value]
  public let output: Value
  public let cotangent: Value
  /// Which inputs need a cotangent; the others may stay nil.
  public let needs: [Bool]

  public init(inputs: [Value], output: Value, cotangent: Value, needs: [Bool]) {
    self.inputs = inputs
    self.output = output
    self.cotangent = cotangent
    self.needs = needs
  }
}

/// An operation that maps element e of its inputs, all of one shape, to element e of its output.
/// Chains of them are fused.
protocol Elementwise: Primitive {
  /// The kernel for `count` elements; inputs marked in `scalars` have one element. Nil if there is
  /// no such form: the planner then spreads the scalar.
  func tile(_ inputs: [DType], scalars: [Bool]) -> tarn_kernel?

  /// The kernel on two operands of one shape and type, if it needs no real parameters.
  func pair(_ dtype: DType) -> tarn_kernel?

  /// Real parameters of the kernel.
  var reals: [Double] { get }

  /// How far the computed result can be from the exact one, whatever the size of the inputs.
  var rounding: Rounding { get }
}

extension Elementwise {
  public var isElementwise: Bool { true }

  var reals: [Double] { [] }

  func pair(_ dtype: DType) -> tarn_kernel? { nil }

  public func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { rounding }

  /// By definition: elements stay apart.
  public func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows { rowsApart() }

  public func type(of inputs: [TensorType]) throws -> TensorType {
    for input in inputs where input != inputs[0] {
      if input.dtype != inputs[0].dtype {
        throw TensorError.dtypes(
          operation: name, got: inputs.map(\.dtype), expected: "the same type for all")
      }
      throw TensorError.shapes(
        operation: name, got: inputs.map(\.shape), expected: "the same shape for all")
    }
    return inputs[0]
  }

  public func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    let none = [Bool](repeating: false, count: inputs.count)
    guard let kernel = tile(inputs.map(\.dtype), scalars: none) else {
      throw TensorError.dtypes(
        operation: name, got: inputs.map(\.dtype), expected: "float32 or float64")
    }
    let count = output.shape.count
    return Kernel(
      kernel, [count], reals: reals,
      split: Split(
        extent: 0, count: count, work: 1, strides: [output.dtype.size] + inputs.map(\.dtype.size)))
  }

  public func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    try apply(self, try Batch.align(inputs, batched))
  }
}
