import Tensors
import Testing

@Suite struct ModelTests {
  private static let input = TensorType(Shape(unchecked: [3, 2]), .float64)

  private func tensor(_ values: [Double], _ dimensions: [Int]) throws -> Tensor {
    try Tensor(values, shape: Shape(dimensions), dtype: .float64)
  }

  private func linear(_ weight: [Double]) throws -> Model {
    Model(captured: [.tensor(try tensor(weight, [2, 2]))]) { x, captured in
      try x.matmul(captured[0]).tanh()
    }
  }

  /// A number that may be replaced, and is an input of what is traced.
  private final class Number: ImplicitSource {
    var value: Tensor
    var isValid = true
    init(_ value: Tensor) { self.value = value }
    func current() -> Tensor { value }
    static func == (a: Number, b: Number) -> Bool { a === b }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
  }

  private func scaled(_ number: Number) -> Model {
    Model { x in
      try x * (Trace.implicit(number, number.value.type) ?? .tensor(number.value))
    }
  }

  @Test("models that differ in captured values alone have one structure, and their own values")
  func structures() throws {
    let (a, b) = (try linear([1, 0, 0, 1]), try linear([2, 1, -1, 3]))
    let (first, second) = (try a.traced(Self.input), try b.traced(Self.input))
    #expect(first.structure == second.structure)
    #expect(first.structure.hashValue == second.structure.hashValue)
    #expect(
      first.captured[0].doubles == [1, 0, 0, 1] && second.captured[0].doubles == [2, 1, -1, 3])
    #expect(first.output == Self.input && first.input == Self.input)
    let other = try Model(captured: a.captured) { try $0.matmul($1[0]).exp() }.traced(Self.input)
    #expect(other.structure != first.structure)
  }

  @Test("a traced model gives the model's numbers, at its captured values and at others")
  func values() throws {
    let x = Value.tensor(try tensor([1, 2, 3, 4, 5, 6], [3, 2]))
    let (a, b) = (try linear([0.1, 0.2, 0.3, 0.4]), try linear([-1, 0.5, 0.25, 1]))
    let traced = try a.traced(Self.input)
    #expect(try traced(x).tensor().doubles == a(x).tensor().doubles)
    #expect(try traced(x, b.captured).tensor().doubles == b(x).tensor().doubles)
    let swapped = try a.with(captured: b.captured).traced(Self.input)
    #expect(swapped.structure == traced.structure)
    #expect(try swapped(x).tensor().doubles == b(x).tensor().doubles)
  }

  @Test("a model is traced once for each type of inputs")
  func tracedOnce() throws {
    var calls = 0
    let model = Model { x in
      calls += 1
      return try x.tanh()
    }
    for _ in 0..<3 { _ = try model.traced(Self.input) }
    #expect(calls == 1)
    _ = try model.traced(TensorType(Shape(unchecked: [1, 2]), .float64))
    #expect(calls == 2)
  }

  @Test("what the function asks the trace for is captured as it is at each call")
  func implicit() throws {
    let number = Number(try Tensor(scalar: 2, dtype: .float64))
    let model = scaled(number)
    #expect(try model.traced(Self.input).captured.map { try $0.item() } == [2])
    number.value = try Tensor(scalar: 5, dtype: .float64)
    #expect(try model.traced(Self.input).captured.map { try $0.item() } == [5])
    let other = scaled(Number(try Tensor(scalar: 7, dtype: .float64)))
    #expect(try other.traced(Self.input).structure == model.traced(Self.input).structure)
  }

  @Test("what no longer holds, or is of another type, is traced anew")
  func tracedAnew() throws {
    let number = Number(try Tensor(scalar: 2, dtype: .float64))
    let model = scaled(number)
    let before = try model.traced(Self.input)
    number.value = try tensor([3, 4], [2])
    let after = try model.traced(Self.input)
    #expect(after.structure != before.structure)
    #expect(after.captured[0].doubles == [3, 4])
    #expect(try model.traced(Self.input).structure == after.structure)
  }

  @Test("inside a trace a model is recorded, and captured values that are not known are an error")
  func inTraces() throws {
    let weight = TensorType(Shape(unchecked: [2, 2]), .float64)
    let (graph, _) = try Trace.graph([Self.input, weight]) { values in
      let model = Model(captured: [values[1]]) { try $0.matmul($1[0]) }
      #expect(throws: TensorError.valueWhileTracing(operation: "attack")) {
        try model.traced(Self.input, for: "attack")
      }
      return [try model(values[0])]
    }
    let x = try tensor([1, 2, 3, 4, 5, 6], [3, 2])
    #expect(try Plan(graph)([x, tensor([0, 1, 1, 0], [2, 2])])[0].doubles == [2, 1, 4, 3, 6, 5])
  }

  @Test("values of a gradient that is being taken are captured while they are known")
  func inGradients() throws {
    let x = try tensor([1, 2, 3, 4, 5, 6], [3, 2])
    let slope = try valueAndGradient(
      of: { arguments in
        let traced = try Model { try $0 * arguments[0] }.traced(Self.input)
        // The number was spread before it was captured.
        #expect(traced.captured.map(\.doubles) == [Array(repeating: 2, count: 6)])
        return try arguments[0] * traced(.tensor(x)).sum()
      }, at: [.scalar(2, .float64)]
    ).gradient
    #expect(try slope.tensor().item() == 42)
  }
}
