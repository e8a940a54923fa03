import Tensors

extension Operators {
  static let selections: [String: Operator] = [
    "Slice": { call in
      let operand = try call.operand(0)
      let (starts, ends, axes, steps) = try slices(call, rank: operand.shape.rank)
      var result = operand
      for (k, axis) in axes.enumerated() {
        let indices = try indices(
          from: starts[k], to: ends[k], by: steps[k], size: result.shape[axis])
        result = try picked(result, axis: axis, indices, contiguous: steps[k] == 1)
      }
      return [result]
    },
    "Gather": { call in
      let operand = try call.operand(0)
      let axis = try call.axis(call.integer("axis", default: 0), rank: operand.shape.rank)
      let size = operand.shape[axis]
      if case .value(let value) = try call.operand(1), try value.known == nil {
        return [.value(try gathered(operand.value(), axis: axis, value))]
      }
      let places = try call.known(1)
      let indices = try places.numbers.map { index in
        guard (-size..<size).contains(index) else {
          throw OperatorError("index \(index) is out of range for a dimension of \(size)")
        }
        return index < 0 ? index + size : index
      }
      if case .integers(let integers) = operand, integers.shape.rank == 1 {
        return [.integers(Integers(indices.map { integers.numbers[$0] }, shape: places.shape))]
      }
      let known = Value.tensor(try Integers(indices, shape: places.shape).tensor())
      return [.value(try gathered(operand.value(), axis: axis, known))]
    },
    // Entries of the leading dimensions, by known places in all of these.
    "GatherND": one { call in
      guard try call.integer("batch_dims", default: 0) == 0 else {
        throw OperatorError("batch_dims are not supported")
      }
      let (x, places) = (try call.value(0), try call.known(1))
      guard let depth = places.shape.dimensions.last, (1...x.shape.rank).contains(depth) else {
        throw OperatorError("indices \(places.shape) for \(x.shape)")
      }
      let sizes = Array(x.shape.dimensions[..<depth])
      let indices = try (0..<places.numbers.count / depth).map { k in
        try zip(sizes, places.numbers[k * depth..<(k + 1) * depth]).reduce(0) { sum, place in
          let (size, index) = place
          guard (-size..<size).contains(index) else {
            throw OperatorError("index \(index) is out of range for a dimension of \(size)")
          }
          return sum * size + (index < 0 ? index + size : index)
        }
      }
      let rest = Array(x.shape.dimensions[depth...])
      return try x.reshaped(to: Shape([sizes.reduce(1, *)] + rest))
        .gathered(0, .tensor(Integers(indices).tensor()))
        .reshaped(to: Shape(Array(places.shape.dimensions.dropLast()) + rest))
    },
    "GatherElements": one { call in
      let x = try call.value(0)
      let axis = try call.axis(call.integer("axis", default: 0), rank: x.shape.rank)
      let indices = try call.value(1).cast(to: .int32)
      // Negative places count from the end.
      let places = try indices.less(than: 0).select(indices + Double(x.shape[axis]), indices)
      return try x.gathered(along: axis, places.cast(to: .int32))
    },
    "Pad": one { call in
      guard try call.text("mode", default: "constant") == "constant" else {
        throw OperatorError("mode \(try call.text("mode", default: "")) is not supported")
      }
      let x = try call.value(0)
      let pads = call.version < 11 ? try call.integers("pads") ?? [] : try call.integers(1)
      let number =
        call.version < 11
        ? try call.number("value", default: 0) : call.has(2) ? try call.number(2) : 0
      let axes =
        call.has(3)
        ? try call.integers(3).map { try call.axis($0, rank: x.shape.rank) }
        : Array(0..<x.shape.rank)
      guard pads.count == 2 * axes.count else {
        throw OperatorError("expected \(2 * axes.count) pads, got \(pads.count)")
      }
      return try axes.enumerated().reduce(x) { result, item in
        let (before, after) = (pads[item.offset], pads[axes.count + item.offset])
        return try padded(result, axis: item.element, before, after, with: number)
      }
    },
  ]

  /// Starts, ends, axes and steps: attributes at first, inputs from version 10 on.
  private static func slices(_ call: Invocation, rank: Int) throws -> (
    [Int], [Int], [Int], [Int]
  ) {
    let isInput = call.version >= 10
    let starts = isInput ? try call.integers(1) : try call.integers("starts") ?? []
    let ends = isInput ? try call.integers(2) : try call.integers("ends") ?? []
    let given = isInput ? (call.has(3) ? try call.integers(3) : nil) : try call.integers("axes")
    let axes = try (given ?? Array(0..<starts.count)).map { try call.axis($0, rank: rank) }
    let steps = isInput && call.has(4) ? try call.integers(4) : starts.map { _ in 1 }
    guard ends.count == starts.count, axes.count == starts.count, steps.count == starts.count else {
      throw OperatorError("starts, ends, axes and steps differ in number")
    }
    return (starts, ends, axes, steps)
  }

  /// The places that a slice takes, by the standard's rules of clamping.
  private static func indices(from start: Int, to end: Int, by step: Int, size: Int) throws -> [Int]
  {
    guard step != 0, step != .min else { throw OperatorError("step \(step)") }
    func place(_ index: Int) -> Int { index < 0 ? max(index, -size - 1) + size : min(index, size) }
    let (first, last) = (place(start), place(end))
    return step > 0
      ? Array(stride(from: max(first, 0), to: min(max(last, 0), size), by: step))
      : Array(stride(from: min(first, size - 1), to: max(last, -1), by: step))
  }

  private static func picked(
    _ operand: Operand, axis: Int, _ indices: [Int], contiguous: Bool
  ) throws -> Operand {
    if case .integers(let integers) = operand, integers.shape.rank == 1 {
      return .integers(Integers(indices.map { integers.numbers[$0] }))
    }
    let x = try operand.value()
    if contiguous {
      let first = indices.first ?? 0
      return .value(try x.sliced(axis, first..<first + indices.count))
    }
    return .value(try gathered(x, axis: axis, .tensor(Integers(indices).tensor())))
  }

  /// Entries of one dimension by indices of any shape, which takes the dimension's place.
  private static func gathered(_ x: Value, axis: Int, _ indices: Value) throws -> Value {
    let flat = try indices.cast(to: .int32).reshaped(to: Shape([indices.shape.count]))
    let sizes = x.shape.dimensions
    return try x.gathered(axis, flat).reshaped(
      to: Shape(sizes[..<axis] + indices.shape.dimensions + sizes[(axis + 1)...]))
  }

  static func padded(
    _ x: Value, axis: Int, _ before: Int, _ after: Int, with number: Double
  ) throws -> Value {
    let size = x.shape[axis]
    guard max(before.magnitude, after.magnitude) < 1 << 28, before + after + size >= 0 else {
      throw OperatorError("pads of \(before) and \(after) for a dimension of \(size)")
    }
    // Negative pads cut.
    let first = min(max(-before, 0), size)
    let middle = try x.sliced(axis, first..<max(first, min(size, size + after)))
    let parts = try [before, after].map { count -> Value? in
      guard count > 0 else { return nil }
      let shape = try Shape(x.shape.dimensions.replacing(axis, with: count))
      // A few bytes of a file can ask for any amount of memory.
      guard shape.count / 64 <= max(x.shape.count, 1 << 14) else {
        throw OperatorError("a padding of \(shape) around \(x.shape)")
      }
      return try Value.scalar(number, x.dtype).expanded(to: shape)
    }
    return try .concatenated([parts[0], middle, parts[1]].compactMap { $0 }, dimension: axis)
  }
}
