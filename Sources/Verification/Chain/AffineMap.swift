import Reachability
import Tensors

/// The affine parts of a graph as matrices. They are found by carrying unit vectors through the graph, so
/// that it does not matter by which operations it was written.
struct AffineMap {
  private let partition: Partition
  /// What does not depend on the graph's input.
  let constants: [Int: Tensor]
  /// Absolute values of all terms that such a number is the sum of, where it is computed from others: in them
  /// its rounding error is measured, as that of weights is.
  private let magnitudes: [Int: Tensor]

  /// Matrices beyond this many numbers are not written out.
  static let largest = 1 << 24
  /// Numbers of a value that is carried for several unit vectors at once.
  private static let chunk = 1 << 18

  /// Something that varies: state + offset, where the state is what the matrix is applied to.
  struct Variable {
    let node: Int
    let offset: [Double]
  }

  /// W state + b.
  struct Part {
    /// [outputs * inputs], row by row.
    var weight: [Double]
    var bias: [Double]
    /// Sums of absolute values of what weight and bias are made of.
    var weightMagnitude: [Double]
    var biasMagnitude: [Double]
    /// Roundings behind an element.
    let operations: Int
    var count: Int { bias.count }
  }

  /// - Parameter isSound: whether it counts how numbers that are computed from others are rounded.
  init(_ graph: Graph, isSound: Bool) throws {
    partition = graph.partition()
    let fixed = try FixedValues(partition, [], isSound: isSound).values
    constants = try fixed.mapValues { try $0.point.tensor() }
    // An error is some units in the last place of its magnitude.
    magnitudes = try fixed.compactMapValues { fixed in
      try fixed.error.map { try (fixed.point.abs() + $0 * 0x1p53).tensor() }
    }
  }

  private var graph: Graph { partition.graph }

  /// Whether a node is an affine function of those of its inputs that vary, of numbers that can be carried.
  func isAffine(_ node: Int) -> Bool {
    guard partition.isAffine(node), graph.nodes[node].type.dtype == .float64 else { return false }
    guard
      zip(partition.types(node), partition.varying(node)).allSatisfy({
        !$1 || $0.dtype == .float64
      }), case .apply(let primitive) = graph.nodes[node].operation
    else { return false }
    guard primitive.traits.isSelection else { return true }
    // A mask that rounding may have moved chooses nothing for certain.
    return magnitudes[graph.nodes[node].inputs[0]] == nil
  }

  /// A node as a function of the variables one after the other; nil if it is too large.
  func part(_ node: Int, _ variables: [Variable]) throws -> Part? {
    let between = nodes(before: node, variables)
    let inputs = variables.reduce(0) { $0 + $1.offset.count }
    let outputs = graph.nodes[node].type.shape.count
    guard inputs > 0, outputs > 0, inputs * outputs <= AffineMap.largest else { return nil }
    let widest = between.map { graph.nodes[$0].type.shape.count }.max() ?? 1
    let operations = between.reduce(8) { sum, k in
      sum + 2 + (graph.nodes[k].inputs.map { graph.nodes[$0].type.shape.count }.max() ?? 0)
    }
    func matrix(isMagnitude: Bool) throws -> [Double] {
      var rows = [Double](repeating: 0, count: inputs * outputs)
      // A few columns at a time, so that what lies between stays in memory that is used again.
      let chunk = max(1, AffineMap.chunk / max(widest, inputs, outputs))
      for first in stride(from: 0, to: inputs, by: chunk) {
        try Cancellation.check()
        let some = first..<min(first + chunk, inputs)
        let columns = try units(variables, some, isMagnitude, between, node)
        columns.withUnsafeBufferPointer { columns in
          rows.withUnsafeMutableBufferPointer { rows in
            for j in 0..<outputs {
              for (k, i) in some.enumerated() {
                let value = columns[k * outputs + j]
                rows[j * inputs + i] = isMagnitude ? abs(value) : value
              }
            }
          }
        }
      }
      return rows
    }
    func constant(isMagnitude: Bool) throws -> [Double] {
      let start = try variables.map { variable in
        Value.tensor(
          try Tensor(
            variable.offset.map { isMagnitude ? abs($0) : $0 },
            shape: graph.nodes[variable.node].type.shape, dtype: .float64))
      }
      return try run(variables, start, between, node, isMagnitude, isLinearPart: false)
        .tensor().doubles
    }
    return Part(
      weight: try matrix(isMagnitude: false), bias: try constant(isMagnitude: false),
      weightMagnitude: try matrix(isMagnitude: true),
      biasMagnitude: try constant(isMagnitude: true), operations: operations)
  }

  /// The nodes that a node depends on, itself included, up to the variables.
  private func nodes(before node: Int, _ variables: [Variable]) -> [Int] {
    let ends = Set(variables.map(\.node))
    var found: Set<Int> = []
    var waiting = [node]
    while let next = waiting.popLast() {
      guard !ends.contains(next), constants[next] == nil, found.insert(next).inserted else {
        continue
      }
      waiting += graph.nodes[next].inputs
    }
    return found.sorted()
  }

  /// The linear part on some unit vectors of the state: [vectors, outputs].
  private func units(
    _ variables: [Variable], _ vectors: Range<Int>, _ isMagnitude: Bool, _ between: [Int],
    _ end: Int
  ) throws -> [Double] {
    var first = 0
    let batches = try variables.map { variable in
      let (place, count) = (first, variable.offset.count)
      first += count
      let shape = graph.nodes[variable.node].type.shape
      var units = [Double](repeating: 0, count: vectors.count * count)
      for (k, vector) in vectors.enumerated() where (place..<place + count).contains(vector) {
        units[k * count + vector - place] = 1
      }
      return Value.tensor(
        try Tensor(units, shape: shape.prepending(vectors.count), dtype: .float64))
    }
    return try Batch.map(
      { [try run(variables, $0, between, end, isMagnitude, isLinearPart: true)] }, batches
    )[0].tensor().doubles
  }

  /// - Parameters:
  ///   - isMagnitude: whether absolute values of all terms are added instead of the terms.
  ///   - isLinearPart: whether constants that are added count as zero.
  private func run(
    _ variables: [Variable], _ start: [Value], _ between: [Int], _ end: Int, _ isMagnitude: Bool,
    isLinearPart: Bool
  ) throws -> Value {
    var values = Dictionary(uniqueKeysWithValues: zip(variables.map(\.node), start))
    for k in between {
      guard case .apply(let primitive) = graph.nodes[k].operation else { continue }
      let isSum = primitive.traits.linear != nil
      let isChoice = primitive.traits.isSelection
      let operands = try graph.nodes[k].inputs.enumerated().map { place, input -> Value in
        if let value = values[input] { return value }
        let constant = constants[input]!
        let value = Value.tensor(constant)
        guard constant.dtype.isFloat, !(isChoice && place == 0) else { return value }
        if isSum || isChoice, isLinearPart { return try value * 0 }
        guard isMagnitude else { return value }
        guard let magnitude = magnitudes[input].map(Value.tensor) else { return try value.abs() }
        // What is divided by a number is off by as much as the number is, relatively.
        return primitive.traits.isQuotient ? try value.square() / magnitude : magnitude
      }
      guard isMagnitude, isSum, operands.count > 1 else {
        let result = try apply(primitive, operands)
        values[k] = isMagnitude ? try result.abs() : result
        continue
      }
      // One term alone at a time: their signs do not count.
      var sum: Value?
      for place in operands.indices where operands[place].dtype.isFloat {
        let alone = try operands.enumerated().map {
          try $0.offset == place || !$0.element.dtype.isFloat ? $0.element : $0.element * 0
        }
        let part = try apply(primitive, alone).abs()
        sum = try sum.map { try $0 + part } ?? part
      }
      values[k] = sum
    }
    return values[end]!
  }
}
