import Tensors

extension Operators {
  static let shapes: [String: Operator] = [
    "Identity": { [try $0.operand(0)] },
    "Flatten": { call in
      let sizes = try call.operand(0).shape.dimensions
      let axis = try call.integer("axis", default: 1)
      let split = axis < 0 ? axis + sizes.count : axis
      guard (0...sizes.count).contains(split) else {
        throw OperatorError("axis \(axis) is out of range for \(sizes.count) dimensions")
      }
      return [try reshaped(call, [sizes[..<split].reduce(1, *), sizes[split...].reduce(1, *)])]
    },
    "Reshape": { call in
      let operand = try call.operand(0)
      var target = try call.integers(1)
      if try call.integer("allowzero", default: 0) == 0 {
        for (d, size) in target.enumerated() where size == 0 && d < operand.shape.rank {
          target[d] = operand.shape[d]
        }
      }
      // A model for one sample writes 1 where its batch is meant.
      if let batch = call.batch, target.first == 1, target.count > 1, call.isData,
        operand.shape.rank > 0, operand.shape[0] == batch
      {
        target[0] = batch
      }
      guard target.filter({ $0 < 0 }).count <= 1, target.allSatisfy({ $0 >= -1 }) else {
        throw OperatorError("\(target) is no shape")
      }
      if let free = target.firstIndex(of: -1) {
        let others = try Shape(target.replacing(free, with: 1)).count
        target[free] = others == 0 ? 0 : operand.shape.count / others
      }
      return [try reshaped(call, target)]
    },
    "Squeeze": { call in
      let sizes = try call.operand(0).shape.dimensions
      let axes = try axes(call, rank: sizes.count, input: 1)
      for axis in axes ?? [] where sizes[axis] != 1 {
        throw OperatorError("dimension \(axis) of \(try call.operand(0).shape) is not 1")
      }
      let removed = Set(axes ?? sizes.indices.filter { sizes[$0] == 1 })
      return [try reshaped(call, sizes.indices.filter { !removed.contains($0) }.map { sizes[$0] })]
    },
    "Unsqueeze": { call in
      var sizes = try call.operand(0).shape.dimensions
      let given = call.version < 13 ? try call.integers("axes") ?? [] : try call.integers(1)
      let rank = sizes.count + given.count
      for axis in try given.map({ try call.axis($0, rank: rank) }).sorted() {
        guard axis <= sizes.count else { throw OperatorError("the axes \(given) do not fit") }
        sizes.insert(1, at: axis)
      }
      return [try reshaped(call, sizes)]
    },
    "Transpose": one { call in
      let x = try call.value(0)
      let order = try call.integers("perm") ?? Array((0..<x.shape.rank).reversed())
      guard order.sorted() == Array(0..<x.shape.rank) else {
        throw OperatorError("perm \(order) does not order \(x.shape.rank) dimensions")
      }
      return try x.permuted(order)
    },
    "Expand": one { call in
      let x = try call.value(0)
      guard let shape = x.shape.broadcast(with: try Shape(call.integers(1))) else {
        throw OperatorError("\(x.shape) does not expand to \(try call.integers(1))")
      }
      if !call.isData { try requireModest(shape) }
      return try x.expanded(to: shape)
    },
    "Concat": { call in
      let operands = call.inputs
      guard let first = operands.first else { throw OperatorError("it has no inputs") }
      let axis = try call.axis(call.integer("axis", default: 1), rank: first.shape.rank)
      var integers: [Int] = []
      for case .integers(let part) in operands where part.shape.rank == 1 {
        integers += part.numbers
      }
      if operands.allSatisfy({ if case .integers(let k) = $0 { k.shape.rank == 1 } else { false } })
      {
        return [.integers(Integers(integers))]
      }
      let values = try operands.map { try $0.value() }
      return [.value(try .concatenated(values, dimension: axis))]
    },
  ]

  /// The same numbers in another shape.
  private static func reshaped(_ call: Invocation, _ sizes: [Int]) throws -> Operand {
    let shape = try Shape(sizes)
    let operand = try call.operand(0)
    guard shape.count == operand.shape.count else {
      throw OperatorError("\(operand.shape) does not fit into \(shape)")
    }
    switch operand {
    case .integers(let integers): return .integers(Integers(integers.numbers, shape: shape))
    default: return .value(try operand.value().reshaped(to: shape))
    }
  }

  /// Axes, an attribute at first and an input from version 13 on; nil for none.
  private static func axes(_ call: Invocation, rank: Int, input: Int) throws -> [Int]? {
    let axes =
      call.version < 13
      ? try call.integers("axes") : call.has(input) ? try call.integers(input) : nil
    return try axes?.map { try call.axis($0, rank: rank) }
  }

  /// A few bytes of a file can ask for any amount of memory.
  static func requireModest(_ shape: Shape) throws {
    guard shape.count <= 1 << 24 else {
      throw OperatorError("\(shape) has \(shape.count) elements, expected at most \(1 << 24)")
    }
  }
}
