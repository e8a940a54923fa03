import Tensors

/// What flows between the operators of a model.
enum Operand {
  /// Numbers that are computed.
  case value(Value)
  /// Whole numbers that are known: shapes, axes, indices.
  case integers(Integers)
  /// An optional input or output that is left out.
  case absent

  var shape: Shape {
    switch self {
    case .value(let value): value.shape
    case .integers(let integers): integers.shape
    case .absent: .scalar
    }
  }

  /// The operand as numbers that can be computed with.
  func value() throws -> Value {
    switch self {
    case .value(let value): value
    case .integers(let integers): .tensor(try integers.tensor())
    case .absent: throw OperatorError("an input is missing")
    }
  }
}

/// Whole numbers of any size that a file has, which tensors would round.
struct Integers: Sendable {
  var shape: Shape
  var numbers: [Int]

  init(_ numbers: [Int]) {
    self.numbers = numbers
    shape = Shape(unchecked: [numbers.count])
  }

  init(_ numbers: [Int], shape: Shape) {
    self.numbers = numbers
    self.shape = shape
  }

  func tensor() throws -> Tensor {
    try Tensor(numbers.map { Int32(clamping: $0) }, shape: shape)
  }
}

/// What is wrong with a node; the model adds file and node.
struct OperatorError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
