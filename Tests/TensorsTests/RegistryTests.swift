import Foundation
import Tensors
import TestSupport
import Testing

/// Every primitive against differences, loops and its compiled self.
@Suite struct RegistryTests {
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state ^ (state >> 33)) &* 0xff51_afd7_ed55_8ccd
    }
  }

  private static func inputs(_ example: Example, _ dtype: DType, batch: Int? = nil) throws
    -> [Tensor]
  {
    var numbers = Numbers(state: 7)
    return try example.shapes.enumerated().map { k, sizes in
      let bound = example.indices[k]
      let shape = try Shape((batch.map { [$0] } ?? []) + sizes)
      let values = (0..<shape.count).map { _ in
        bound.map { Double(Int.random(in: 0..<$0, using: &numbers)) }
          ?? Double.random(in: example.domain, using: &numbers)
      }
      return try example.prepared(
        Tensor(values, shape: shape, dtype: bound == nil ? dtype : .int32), input: k)
    }
  }

  /// The cast to float32 is a step function to a difference quotient in float64.
  private static func rounds(_ example: Example) -> Bool {
    "\(example.primitive)".contains("float32")
  }

  private static func isFloat(_ example: Example, _ k: Int) -> Bool {
    example.indices[k] == nil
  }

  /// A scalar function of input k: the output against fixed weights.
  private static func scalar(_ example: Example, _ inputs: [Tensor], _ k: Int)
    -> (Value) throws -> Value
  {
    { x in
      var values = inputs.map(Value.tensor)
      values[k] = x
      let y = try apply(example.primitive, values).cast(to: .float64)
      let weights = (0..<y.shape.count).map { Foundation.sin(Double($0) * 1.7 + 0.3) }
      return try (y * .tensor(Tensor(weights, shape: y.shape, dtype: .float64))).sum()
    }
  }

  private static func differences(
    _ f: (Value) throws -> Value, _ x: Tensor, _ h: Double = 1e-5
  ) throws -> [Double] {
    let values = x.doubles
    return try values.indices.map { k in
      func at(_ step: Double) throws -> Double {
        var moved = values
        moved[k] += step
        return try f(.tensor(Tensor(moved, shape: x.shape, dtype: .float64))).tensor()[0]
      }
      return try (at(h) - at(-h)) / (2 * h)
    }
  }

  static let examples = Array(Registry.examples.indices)

  @Test(arguments: examples) func gradientsMatchDifferences(_ index: Int) throws {
    let example = Registry.examples[index]
    if Self.rounds(example) { return }
    let inputs = try Self.inputs(example, .float64)
    for k in inputs.indices where Self.isFloat(example, k) {
      let f = Self.scalar(example, inputs, k)
      let gradient = try valueAndGradient(of: { try f($0[0]) }, at: [.tensor(inputs[k])]).gradient
      let expected =
        example.primitive.name == "stop_gradient"
        ? [Double](repeating: 0, count: inputs[k].count) : try Self.differences(f, inputs[k])
      try expectClose(
        gradient.tensor().doubles, expected, absolute: 1e-7, relative: 1e-7, example.primitive.name)
    }
  }

  @Test(arguments: examples) func secondDerivativesMatchDifferences(_ index: Int) throws {
    let example = Registry.examples[index]
    if Self.rounds(example) { return }
    let inputs = try Self.inputs(example, .float64)
    for k in inputs.indices where Self.isFloat(example, k) {
      let f = Self.scalar(example, inputs, k)
      let v = try Tensor(
        (0..<inputs[k].count).map { Foundation.cos(Double($0)) }, shape: inputs[k].shape,
        dtype: .float64)
      let product = try hessianVectorProduct(
        of: { try f($0[0]) }, at: .tensor(inputs[k]), .tensor(v))
      // d/dx (gradient . v), by differences of the gradient.
      let expected = try Self.differences(
        { x in
          let g = try valueAndGradient(of: { try f($0[0]) }, at: [x]).gradient
          return try (g * .tensor(v)).sum()
        }, inputs[k])
      let zero = example.primitive.name == "stop_gradient"
      try expectClose(
        product.tensor().doubles, zero ? expected.map { _ in 0 } : expected, absolute: 1e-7,
        relative: 1e-7, example.primitive.name)
    }
  }

  @Test(arguments: examples) func tangentsMatchGradients(_ index: Int) throws {
    let example = Registry.examples[index]
    let inputs = try Self.inputs(example, .float64)
    for k in inputs.indices where Self.isFloat(example, k) {
      let f = Self.scalar(example, inputs, k)
      let v = try Value.tensor(inputs[k]).cos()
      let tangent = try jvp({ try f($0) }, at: .tensor(inputs[k]), v).tangent
      let gradient = try valueAndGradient(of: { try f($0[0]) }, at: [.tensor(inputs[k])]).gradient
      let tolerance = Self.rounds(example) ? 1e-6 : 1e-12
      try expectClose(
        tangent.tensor().doubles, (gradient * v).sum().tensor().doubles, absolute: tolerance,
        relative: tolerance, example.primitive.name)
    }
  }

  @Test(arguments: examples, [DType.float32, .float64])
  func batchesMatchLoops(_ index: Int, _ dtype: DType) throws {
    let example = Registry.examples[index]
    let batch = 3
    // Every combination of inputs with and without the batch dimension.
    let free = Array(example.shapes.indices)
    for mask in 1..<(1 << free.count) {
      let wide = try Self.inputs(example, dtype, batch: batch)
      let narrow = try Self.inputs(example, dtype)
      let mapped = free.filter { mask >> free.firstIndex(of: $0)! & 1 == 1 }
      func arguments(_ values: [Value]) -> [Value] {
        var all = narrow.map(Value.tensor)
        for (k, value) in zip(mapped, values) { all[k] = value }
        return all
      }
      let result = try Batch.map(
        { [try apply(example.primitive, arguments($0))] }, mapped.map { .tensor(wide[$0]) })[0]
      let rows = try (0..<batch).map { row in
        try apply(
          example.primitive, arguments(mapped.map { try Value.tensor(wide[$0]).row(row) }))
      }
      let expected = try Value.stacked(rows, dimension: 0)
      #expect(result.type == expected.type, "\(example.primitive.name)")
      let tolerance = dtype == .float64 ? 1e-13 : 1e-5
      try expectClose(
        result.tensor().doubles, expected.tensor().doubles, absolute: tolerance,
        relative: tolerance, example.primitive.name)
    }
  }

  @Test(arguments: examples, [DType.float32, .float64])
  func plansMatchEagerResults(_ index: Int, _ dtype: DType) throws {
    let example = Registry.examples[index]
    let inputs = try Self.inputs(example, dtype)
    // The value, and the gradient with respect to the first input, from one plan.
    let function: ([Value]) throws -> [Value] = { values in
      let y = try apply(example.primitive, values)
      guard Self.isFloat(example, 0) else { return [y, try y.floating() * 2 + 1] }
      let gradient = try valueAndGradient(
        of: { try apply(example.primitive, [$0[0]] + values.dropFirst()).cast(to: dtype).sum() },
        at: [values[0]]
      ).gradient
      return [y, gradient, try y.floating() * 2 + 1]
    }
    let compiled = try Compiled(function)(inputs.map(Value.tensor))
    let eager = try function(inputs.map(Value.tensor))
    for (a, b) in zip(compiled, eager) {
      #expect(a.type == b.type)
      let tolerance = dtype == .float64 ? 1e-14 : 1e-6
      try expectClose(
        a.tensor().doubles, b.tensor().doubles, absolute: tolerance, relative: tolerance,
        example.primitive.name)
    }
  }

  @Test(arguments: examples) func singlePrecisionMatchesDouble(_ index: Int) throws {
    let example = Registry.examples[index]
    let single = try Self.inputs(example, .float32)
    let double = try single.map {
      try Value.tensor($0).cast(to: $0.dtype == .int32 ? .int32 : .float64)
    }
    for k in single.indices where Self.isFloat(example, k) {
      let a = try valueAndGradient(
        of: { try Self.scalar(example, single, k)($0[0]) }, at: [.tensor(single[k])])
      let b = try valueAndGradient(
        of: { try Self.scalar(example, double.map { try $0.tensor() }, k)($0[0]) }, at: [double[k]])
      #expect(a.gradient.dtype == .float32)
      try expectClose(
        a.gradient.tensor().doubles, b.gradient.tensor().doubles, absolute: 1e-5, relative: 1e-5,
        example.primitive.name)
    }
  }

  /// A primitive that is declared but not in the list would never be tried.
  @Test func everyPrimitiveIsRegistered() throws {
    let sources = Repository.root.appending(path: "Sources/Tensors")
    let files = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
      .filter { $0.hasSuffix(".swift") }
    let text = try files.map {
      try String(contentsOf: sources.appending(path: $0), encoding: .utf8)
    }
    let declared = Self.primitives(declaredIn: text.joined(separator: "\n"))
    let registered = Registry.primitives.map { "\($0)" }
    #expect(Set(registered).count == registered.count, "registered twice")
    for name in declared { #expect(registered.contains(name), "\(name) is not in Registry.swift") }
    for name in registered { #expect(declared.contains(name), "\(name) would not be missed") }
    for primitive in Registry.primitives {
      #expect(!primitive.examples.isEmpty, "\(primitive) has no examples")
      for example in primitive.examples {
        #expect(type(of: example.primitive) == primitive, "an example of \(primitive)")
      }
    }
  }

  @Test func declarationsAreFound() {
    let text = """
      public protocol Line: Primitive, Sendable {}
      protocol Deep<T>
        : Line where T: Sendable {}
      struct A: Sendable,
        Hashable, Deep {
      }
        package final class B<T>: Line {}
      enum C:Primitive{}
      extension D: @retroactive Deep {}
      // struct E: Primitive {}
      struct F: Sendable { let primitive: any Primitive }
      struct G { struct H: Line {} }
      extension Line { func f() {} }
      """
    #expect(Self.primitives(declaredIn: text) == ["A", "B", "C", "D", "H"])
  }

  /// The types that the text declares to be primitives, through whatever protocols.
  private static func primitives(declaredIn text: String) -> Set<String> {
    let code = text.split(separator: "\n").map { $0.prefix { $0 != "/" } }.joined(separator: "\n")
    let declaration =
      #/\b(protocol|struct|class|enum|actor|extension)\s+(\w+)(?:<[^>]*>)?\s*:([^{]*)\{/#
    let found = code.matches(of: declaration).map { match in
      let inherited = match.3.components(separatedBy: " where ")[0]
        .split { !$0.isLetter && $0 != "_" }.map(String.init)
      return (kind: match.1, name: String(match.2), inherited: inherited)
    }
    var kinds: Set = ["Primitive"]
    while let more = found.first(where: {
      $0.kind == "protocol" && !kinds.contains($0.name) && !kinds.isDisjoint(with: $0.inherited)
    }) {
      kinds.insert(more.name)
    }
    return Set(
      found.filter { $0.kind != "protocol" && !kinds.isDisjoint(with: $0.inherited) }.map(\.name))
  }
}
