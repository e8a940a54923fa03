import Tensors

/// Tensors taken apart, repeated, and counted up.
extension Operators {
  static let parts: [String: Operator] = [
    "Split": { call in
      let operand = try call.operand(0)
      let axis = try call.axis(call.integer("axis", default: 0), rank: operand.shape.rank)
      let size = operand.shape[axis]
      let counts: [Int]
      if let given = call.version < 13
        ? try call.integers("split") : call.has(1) ? try call.integers(1) : nil
      {
        counts = given
      } else {
        let parts = try call.integer("num_outputs", default: call.node.output.count)
        guard (1...max(size, 1)).contains(parts) else {
          throw OperatorError("\(parts) parts of a dimension of \(size)")
        }
        // The last one is smaller where they are not equal.
        let each = (size + parts - 1) / parts
        counts = (0..<parts).map { max(0, min(each, size - $0 * each)) }
      }
      guard counts.allSatisfy({ (0...size).contains($0) }), counts.reduce(0, +) == size else {
        throw OperatorError("parts of \(counts) of a dimension of \(size)")
      }
      var start = 0
      return try counts.map { count in
        defer { start += count }
        if case .integers(let integers) = operand, integers.shape.rank == 1 {
          return .integers(Integers(Array(integers.numbers[start..<start + count])))
        }
        return .value(try operand.value().sliced(axis, start..<start + count))
      }
    },
    "Tile": one { call in
      var x = try call.value(0)
      let repeats = try call.integers(1)
      guard repeats.count == x.shape.rank, repeats.allSatisfy({ (1...1 << 16).contains($0) }) else {
        throw OperatorError("repeats \(repeats) of \(x.shape)")
      }
      for (axis, count) in repeats.enumerated() where count > 1 {
        let places = (0..<count).flatMap { _ in 0..<x.shape[axis] }
        try requireModest(Shape(x.shape.dimensions.replacing(axis, with: places.count)))
        x = try x.gathered(axis, .tensor(Integers(places).tensor()))
      }
      return x
    },
    "Range": { call in
      let (start, end, step) = try (call.number(0), call.number(1), call.number(2))
      let count = max(0, ((end - start) / step).rounded(.up))
      guard count.isFinite, count <= 0x1p24 else {
        throw OperatorError("from \(start) to \(end) by \(step)")
      }
      let numbers = (0..<Int(count)).map { start + Double($0) * step }
      guard case .integers = try call.operand(0) else {
        return [.value(.tensor(try Tensor(numbers)))]
      }
      return [.integers(Integers(numbers.map { Int($0) }))]
    },
    "Size": { [.integers(Integers([try $0.operand(0).shape.count], shape: .scalar))] },
  ]
}
