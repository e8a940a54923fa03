import Tensors
import Testing

/// What primitives say of rows, for every choice of inputs that vary.
@Suite struct RowsTests {
  private static func inputs(_ example: Example) throws -> [Tensor] {
    var random = CounterRandom(seed: 5, stream: 1)
    let (low, high) = (example.domain.lowerBound, example.domain.upperBound)
    return try example.shapes.enumerated().map { k, sizes in
      if let bound = example.indices[k] {
        let count = sizes.reduce(1, *)
        return try Tensor(
          (0..<count).map { _ in Int32(random.integer(below: bound)) }, shape: Shape(sizes))
      }
      return try example.prepared(
        Tensor(TensorType(Shape(sizes), .float64)) { _ in low + (high - low) * random.uniform() },
        input: k)
    }
  }

  @Test(arguments: Registry.examples.indices)
  func rowsThatStayApartAreComputedAlone(_ index: Int) throws {
    let example = Registry.examples[index]
    let inputs = try Self.inputs(example)
    for mask in 1..<1 << inputs.count {
      let varying = inputs.indices.map { mask >> $0 & 1 == 1 }
      guard
        case .apart(let one, let shared) = example.primitive.rows(
          inputs.map(\.type), varying: varying)
      else { continue }
      let whole = try apply(example.primitive, inputs.map(Value.tensor))
      for row in 0..<whole.shape[0] {
        let operands = try inputs.enumerated().map { k, input in
          if !varying[k], shared.contains(k) || input.shape.rank == 0 { return Value.tensor(input) }
          return try Value.tensor(input).sliced(0, row..<row + 1)
        }
        let alone = try apply(one, operands).tensor()
        let expected = try whole.sliced(0, row..<row + 1).tensor()
        #expect(alone.type == expected.type, "\(example.primitive), row \(row)")
        for (a, b) in zip(alone.doubles, expected.doubles) {
          #expect(
            abs(a - b) <= 1e-13 * (1 + abs(b)), "\(example.primitive), row \(row), \(varying)")
        }
      }
    }
  }

  /// Whoever claims nothing is safe, but some must claim something.
  @Test func someStayApart() throws {
    func rows(_ f: ([Value]) throws -> Value, _ shapes: [[Int]], _ varying: [Bool]) throws -> Bool {
      let types = try shapes.map { TensorType(try Shape($0), .float64) }
      let graph = try Trace.graph(types) { [try f($0)] }.graph
      let places = Set(varying.indices.filter { varying[$0] })
      return graph.partition(varying: places).keepsRows(graph.outputs[0])
    }
    let product = { (v: [Value]) in try v[0].matmul(v[1]) }
    #expect(try rows(product, [[2, 3], [3, 4]], [true, false]))
    #expect(try !rows(product, [[2, 3], [3, 2]], [false, true]))
    #expect(try rows({ try $0[0].sum([1]) }, [[2, 3]], [true]))
    #expect(try !rows({ try $0[0].sum([0]) }, [[2, 3]], [true]))
    #expect(try rows({ try $0[0].reshaped(to: Shape([2, 6])) }, [[2, 2, 3]], [true]))
    #expect(try !rows({ try $0[0].transposed(0, 1) }, [[2, 2]], [true]))
  }
}
