import ONNXProto
import Tensors

/// Shapes as operands, and values in other shapes.
extension GraphBuilder {
  mutating func integers(_ numbers: [Int]) -> String { written.integers(numbers) }

  /// The shape as an operand, computed from the batch where it follows it.
  mutating func shapeOperand(_ a: Shape, _ b: Shape, isReshape: Bool = false) throws -> String {
    let factors = try batch.factors(a, b)
    guard factors.contains(where: { $0 != nil }) else { return integers(a.dimensions) }
    if isReshape, factors.filter({ $0 != nil }).count == 1, !a.dimensions.contains(0) {
      return integers(zip(a.dimensions, factors).map { $1 == nil ? $0 : -1 })
    }
    let samples = try sampleCount()
    let parts = try zip(a.dimensions, factors).map { size, factor -> String in
      guard let factor else { return integers([size]) }
      return factor == 1 ? samples : try emit("Mul", [samples, integers([factor])])
    }
    return parts.count == 1
      ? parts[0] : try emit("Concat", parts, attributes: [.integer("axis", 0)])
  }

  /// The value as [everything, 1, height, width].
  mutating func asImages(_ name: String, shapeOf k: Int) throws -> String {
    let shapes = try [first, second].map { graph in
      let sizes = graph.nodes[k].type.shape.dimensions
      return try Shape([sizes.dropLast(2).reduce(1, *), 1] + sizes.suffix(2))
    }
    return try emit("Reshape", [name, shapeOperand(shapes[0], shapes[1], isReshape: true)])
  }

  /// The value with neighbouring dimensions as one.
  mutating func joined(
    _ name: String, shapeOf k: Int, _ range: Range<Int>
  ) throws -> String {
    let shapes = try [first, second].map { graph in
      let sizes = graph.nodes[k].type.shape.dimensions
      return try Shape(
        sizes[..<range.lowerBound] + [sizes[range].reduce(1, *)] + sizes[range.upperBound...])
    }
    return try emit("Reshape", [name, shapeOperand(shapes[0], shapes[1], isReshape: true)])
  }

  /// The value in the shape of a node.
  mutating func reshaped(_ name: String, shapeOf k: Int) throws -> String {
    let shapes = [first, second].map { $0.nodes[k].type.shape }
    return try emit("Reshape", [name, shapeOperand(shapes[0], shapes[1], isReshape: true)])
  }

  /// The number of samples of the input, as a list of one number.
  private mutating func sampleCount() throws -> String {
    if let batchName { return batchName }
    let shape = try emit("Shape", [written.input])
    let name = try emit("Slice", [shape, integers([0]), integers([1])])
    batchName = name
    return name
  }
}
