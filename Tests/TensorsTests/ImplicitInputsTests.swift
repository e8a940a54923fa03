import Tensors
import Testing

@Suite struct ImplicitInputsTests {
  private struct Number: Hashable { let name: String }

  private static let scalar = TensorType(.scalar, .float64)

  /// A number that the trace is asked for, or 1.
  private func number(_ name: String, _ type: TensorType = scalar) throws -> Value {
    try Trace.implicit(Number(name: name), type) ?? .scalar(1, .float64)
  }

  private func run(_ graph: Graph, _ inputs: [Double]) throws -> Double {
    try Plan(graph)(inputs.map { try Tensor(scalar: $0, dtype: .float64) })[0].item()
  }

  @Test(
    "implicit inputs stand behind the declared ones in the order of first use, once for each key")
  func order() throws {
    let traced = try Trace.graph([Self.scalar], collecting: Number.self) { values in
      [try values[0] + number("b") * 10 + number("a") * 100 + number("b") * 1000]
    }
    #expect(traced.implicit.map(\.source.name) == ["b", "a"])
    #expect(traced.implicit.allSatisfy { $0.type == Self.scalar })
    #expect(traced.captured.isEmpty)
    #expect(try run(traced.graph, [1, 2, 3]) == 1 + 20 + 300 + 2000)
  }

  @Test("one key of two types is two inputs")
  func types() throws {
    let single = TensorType(.scalar, .float32)
    let traced = try Trace.graph([], collecting: Number.self) { _ in
      [try number("a") + number("a", single).cast(to: .float64)]
    }
    #expect(traced.implicit.map(\.type) == [Self.scalar, single])
  }

  @Test("where nobody collects, or not this kind of key, there is no input")
  func notCollected() throws {
    #expect(try number("a").tensor().item() == 1)
    let plain = try Trace.graph([Self.scalar]) { [try $0[0] + number("a")] }
    #expect(plain.graph.inputs.count == 1)
    let other = try Trace.graph([Self.scalar], collecting: Int.self) {
      [try $0[0] + number("a")]
    }
    #expect(other.implicit.isEmpty && other.graph.inputs.count == 1)
  }

  @Test("traces inside the one that collects capture its inputs, derivatives and batches included")
  func nested() throws {
    let vector = TensorType(try Shape([2]), .float64)
    let traced = try Trace.graph([vector], collecting: Number.self) { values in
      let factor = try number("a")
      let gradient = try valueAndGradient(
        of: { try ($0[0].square() * number("a")).sum() }, at: [values[0]]
      ).gradient
      let rows = try Batch.map({ [try $0[0] * number("b") * factor] }, [gradient])[0]
      return [try rows.sum()]
    }
    #expect(traced.implicit.map(\.source.name) == ["a", "b"])
    let inputs = try [
      Tensor([1, 2], dtype: .float64), Tensor(scalar: 3, dtype: .float64),
      Tensor(scalar: 5, dtype: .float64),
    ]
    // 2 a x, times b and a once more.
    #expect(try Plan(traced.graph)(inputs)[0].item() == 2 * 3 * 3 * 5 * 3)
  }

  @Test("of two traces that collect the outer one has the input")
  func outermost() throws {
    var inner: [String] = []
    let outer = try Trace.graph([Self.scalar], collecting: Number.self) { values in
      let traced = try Trace.graph([Self.scalar], collecting: Number.self) {
        [try $0[0] * number("a")]
      }
      inner = traced.implicit.map(\.source.name)
      return try traced.graph(values + traced.captured)
    }
    #expect(inner.isEmpty)
    #expect(outer.implicit.map(\.source.name) == ["a"])
    #expect(try run(outer.graph, [3, 7]) == 21)
  }
}
