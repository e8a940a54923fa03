import Tensors
import TestSupport
import Testing

/// What is not used does not reach a derivative, whatever it holds.
@Suite struct UnusedPlacesTests {
  private static let unusual: [Double] = [
    .infinity, -.infinity, .nan, 0, -0.0, 1e300, -1e300, 1e-300, -1,
  ]

  /// Those that refuse what is no matrix of finite numbers or no whole number, and those whose products are computed without a
  /// look at the single number (docs/derivatives.md).
  private static let refusing = ["eigh", "svd", "qr", "cholesky", "solve", "whole_numbers"]
  private static let unguarded = ["conv2d", "conv2d_input", "conv2d_weight"]

  private static let examples = Registry.examples.indices.filter { index in
    let example = Registry.examples[index]
    return !refusing.contains(example.primitive.name)
      && !unguarded.contains(where: example.primitive.name.hasPrefix)
      && !"\(example.primitive)".contains("float32")
  }

  private static func numbers(_ example: Example, _ k: Int) throws -> Tensor {
    let shape = try Shape(example.shapes[k])
    if let bound = example.indices[k] {
      return try Tensor((0..<shape.count).map { Int32($0 % bound) }, shape: shape)
    }
    var random = CounterRandom(seed: 3, stream: UInt64(k))
    let (low, high) = (example.domain.lowerBound, example.domain.upperBound)
    return try Tensor(
      (0..<shape.count).map { _ in low + (high - low) * (0.5 + random.normal() / 10) },
      shape: shape,
      dtype: .float64)
  }

  /// For an input with the usual numbers in its first row and others in its second: the weighted sum of the
  /// first row of results.
  private static func selected(
    _ example: Example, _ inputs: [Value], _ k: Int, slices: Bool
  ) -> (Value) throws -> Value {
    { x in
      var all = try inputs.map { try Value.stacked([$0, $0], dimension: 0) }
      all[k] = x
      let y = try Batch.map({ [try apply(example.primitive, $0)] }, all)[0].cast(to: .float64)
      let weights = try Value.tensor(
        Tensor((0..<y.shape.count).map { 1 + Double($0) / 8 }, shape: y.shape, dtype: .float64))
      if slices { return try (y.sliced(0, 0..<1) * weights.sliced(0, 0..<1)).sum() }
      let mask = try Tensor(
        [1, 0], shape: Shape([2] + y.shape.dimensions.dropFirst().map { _ in 1 }))
      return try Value.tensor(mask).select(y * weights, y.filled(0)).sum()
    }
  }

  @Test(arguments: examples) func derivativesOfEveryPrimitive(_ index: Int) throws {
    let example = Registry.examples[index]
    let inputs = try example.shapes.indices.map { Value.tensor(try Self.numbers(example, $0)) }
    for k in inputs.indices where example.indices[k] == nil && inputs[k].shape.count > 0 {
      for number in Self.unusual {
        let x = try Value.stacked([inputs[k], inputs[k].filled(number)], dimension: 0)
        let usual = try Value.stacked([inputs[k], inputs[k]], dimension: 0)
        let direction = try x.filled(1)
        for slices in [false, true] {
          let f = Self.selected(example, inputs, k, slices: slices)
          func derivatives(_ x: Value) throws -> [[Double]] {
            let gradient = { (x: Value) in
              try valueAndGradient(of: { try f($0[0]) }, at: [x]).gradient
            }
            return try [
              gradient(x), Compiled({ [try gradient($0[0])] })([x])[0],
              hessianVectorProduct(of: { try f($0[0]) }, at: x, direction),
              jvp(f, at: x, direction).tangent,
            ].map { try $0.tensor().doubles }
          }
          let (got, expected) = (try derivatives(x), try derivatives(usual))
          for (way, (a, b)) in zip(got, expected).enumerated() {
            let half = inputs[k].shape.count
            #expect(
              Array(a.prefix(half)) == Array(b.prefix(half)),
              "\(example.primitive.name), input \(k), beside \(number), way \(way)")
            #expect(
              a.count == 1 || a.dropFirst(half).allSatisfy { $0 == 0 },
              "\(example.primitive.name), input \(k), at \(number), way \(way)")
          }
        }
      }
    }
  }

  private func gradient(
    _ values: [Double], _ f: @escaping (Value) throws -> Value
  ) throws -> [Double] {
    let x = Value.tensor(try Tensor(values, dtype: .float64))
    let gradient = { (x: Value) in
      try valueAndGradient(of: { try f($0[0]).sum() }, at: [x]).gradient
    }
    let eager = try gradient(x).tensor().doubles
    #expect(try Compiled({ [try gradient($0[0])] })([x])[0].tensor().doubles == eager)
    return eager
  }

  /// Between the selection and the input stands a chain of operations.
  @Test func chains() throws {
    let positive = { (x: Value) in try x.greater(than: 0) }
    #expect(
      try gradient([0, -2, 4]) { try positive($0).select($0.log(), $0 * 3) } == [3, 3, 0.25])
    #expect(
      try gradient([200, 1]) { try $0.less(than: 10).select(($0 * 4).exp(), $0) }[0] == 1)
    #expect(
      try gradient([0, -1, 4]) { try positive($0).select(($0 * 1).sqrt().tanh().square(), $0) }[1]
        == 1)
    #expect(try gradient([0, 2]) { try positive($0).select(1 / $0, $0.filled(0)) } == [0, -0.25])
    #expect(
      try gradient([0, 2]) { try positive($0).select($0.power($0), $0) }[0] == 1)
    // One choice inside another.
    let nested = try gradient([0, -4, 1]) { x in
      let inner = try x.less(than: -1).select((-x).sqrt(), x.reciprocal())
      return try x.equals(x.filled(0)).select(x, inner)
    }
    #expect(nested == [1, -0.25, -1])
  }

  /// Not only a selection leaves something out.
  @Test func otherWaysToLeaveOut() throws {
    #expect(try gradient([0, 1, 2]) { try $0.log().sliced(0, 1..<3) } == [0, 1, 0.5])
    #expect(try gradient([0, 1, 2]) { try $0.log().relu() } == [0, 0, 0.5])
    #expect(try gradient([0, 1, 2]) { try $0.log().clamped(-1, 1) } == [0, 1, 0.5])
    #expect(try gradient([0, 1, 2]) { try $0.log().maximum($0) } == [1, 1, 1])
    #expect(try gradient([0, 1, 2]) { try $0.log().max() } == [0, 0, 0.5])
    #expect(
      try gradient([0, 1, 2]) { try $0.log().sorted(0).values.sliced(0, 1..<3) } == [0, 1, 0.5])
    #expect(try gradient([-1, 2]) { try $0.relu().log().maximum($0.filled(-5)) } == [0, 0.5])
    // The logarithm falls without bound, and the choice stays.
    #expect(try gradient([-1, 0, 2]) { try $0.relu().log() }.last == 0.5)
    let inf = Double.infinity
    #expect(
      try gradient([-inf, -inf, 0, 0]) {
        try $0.reshaped(to: Shape([2, 2])).logSumExp([0, 1])
      } == [0, 0, 0.5, 0.5])
    #expect(try gradient([0, 1]) { try $0.cumulativeSum(0).log() } == [inf, 1])
  }

  /// Rows of a batch that are masked out do not reach the weights of a product.
  @Test(arguments: [DType.float32, .float64], [(3, 2, 2), (40, 33, 70)])
  func rowsOfProducts(_ dtype: DType, _ sizes: (Int, Int, Int)) throws {
    let (rows, width, outputs) = sizes
    func numbers(_ rows: Int, _ columns: Int, _ seed: UInt64) throws -> [Double] {
      var random = CounterRandom(seed: seed, stream: 0)
      return (0..<rows * columns).map { _ in random.normal() }
    }
    let weights = Value.tensor(
      try Tensor(numbers(outputs, width, 1), shape: Shape([outputs, width]), dtype: dtype))
    func gradients(_ unusual: Double?) throws -> [[Double]] {
      var x = try numbers(rows, width, 2)
      if let unusual { for k in 0..<width { x[k] = unusual } }
      let inputs = Value.tensor(try Tensor(x, shape: Shape([rows, width]), dtype: dtype))
      let mask = try Value.tensor(
        Tensor((0..<rows).map { $0 == 0 ? 0 : 1 }, shape: Shape([rows, 1]), dtype: dtype))
      let f = { (x: Value, w: Value) in
        let y = try x.matmul(transposed: w)
        return try mask.select(y.square(), y.filled(0)).sum()
      }
      return try [
        valueAndGradient(of: { try f(inputs, $0[0]) }, at: [weights]).gradient,
        valueAndGradient(of: { try f($0[0], weights) }, at: [inputs]).gradient,
        hessianVectorProduct(of: { try f(inputs, $0[0]) }, at: weights, weights),
      ].map { try $0.tensor().doubles }
    }
    let expected = try gradients(nil)
    let tolerance = dtype == .float32 ? 1e-4 : 1e-12
    for unusual in [Double.infinity, .nan, -.infinity] {
      for (a, b) in try zip(gradients(unusual), expected) {
        expectClose(a, b, absolute: tolerance, relative: tolerance)
      }
    }
  }

  /// Where the plain product is a number, its bits are those of the chain product.
  @Test(arguments: [DType.float32, .float64]) func bitsOfProducts(_ dtype: DType) throws {
    let special: [Double] = [0, -0.0, 1, -2.5, 1e-40, .infinity, -.infinity, .nan, 1e30]
    let (a, b) = (
      special.flatMap { Array(repeating: $0, count: special.count) },
      special.map { _ in special }.flatMap { $0 }
    )
    let (x, y) = (
      Value.tensor(try Tensor(a, dtype: dtype)), Value.tensor(try Tensor(b, dtype: dtype))
    )
    let (plain, chained) = (try (x * y).tensor(), try x.weighted(by: y).tensor())
    for k in a.indices {
      let isZero =
        a[k] == 0 || b[k] == 0 || dtype == .float32 && (Float(a[k]) == 0 || Float(b[k]) == 0)
      if plain[k].isNaN {
        #expect(isZero ? chained[k] == 0 : chained[k].isNaN, "\(a[k]) times \(b[k])")
      } else {
        #expect(chained[k].bitPattern == plain[k].bitPattern, "\(a[k]) times \(b[k])")
      }
    }
  }

  /// A zero derivative behind a root is no zero where the root is squared.
  @Test func squaredRoots() throws {
    #expect(try gradient([0, 4]) { try $0.sqrt().square() * 3 } == [3, 3])
    #expect(
      try gradient([0, 4]) {
        let root = try $0.sqrt()
        return try root * root + root
      } == [.infinity, 1.25])
    #expect(try gradient([0, 4]) { try $0.greater(than: 1).select($0.sqrt(), $0) } == [1, 0.25])
  }

  /// At ties all elements share, also those of dimensions that are not neighbours.
  @Test func tiesOverSeveralDimensions() throws {
    let x = Value.tensor(
      try Tensor([1, 1, 1, 0, 0, 1, 2, 2], shape: Shape([2, 2, 2]), dtype: .float64))
    let orders = [[0, 2], [2, 0], [0, 1], [1, 2], [0, 1, 2]]
    for (sign, name) in [(1.0, "max"), (-1, "min")] {
      for dimensions in orders {
        for keep in [false, true] {
          let f = { (v: Value) in
            sign > 0
              ? try v.max(dimensions, keep: keep) : try (v * -1).min(dimensions, keep: keep) * -1
          }
          let gradient = { (v: Value) in
            try valueAndGradient(of: { try f($0[0]).sum() }, at: [v]).gradient
          }
          // One part for each of those that equal the extreme, by the definition.
          let extreme = try x.max(dimensions, keep: true).tensor()
          let isTied = try x.equals(.tensor(extreme))
          let expected = try (isTied / isTied.sum(dimensions, keep: true)).tensor().doubles
          #expect(try gradient(x).tensor().doubles == expected, "\(name) over \(dimensions)")
          #expect(
            try Compiled({ [try gradient($0[0])] })([x])[0].tensor().doubles == expected)
          #expect(try f(x).tensor().doubles == extreme.doubles)
          let batch = try Batch.map({ [try gradient($0[0])] }, [.stacked([x, x], dimension: 0)])[0]
          #expect(try batch.tensor().doubles == expected + expected)
        }
      }
    }
  }
}
