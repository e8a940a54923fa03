import Tensors
import Testing

@Suite struct StructureCacheTests {
  private func structure(_ factor: Double) throws -> Structure {
    let type = TensorType(Shape(unchecked: [2]), .float64)
    return Structure(try Trace.graph([type]) { [try $0[0] * factor] }.graph)
  }

  @Test("what was made is found by structure, purpose and types together")
  func found() throws {
    let cache = StructureCache<String, Int>()
    var made = 0
    func get(_ factor: Double, _ purpose: String, _ types: [TensorType] = []) throws -> Int {
      try cache(structure(factor), purpose, types) {
        made += 1
        return made
      }
    }
    #expect(try get(2, "gradient") == 1)
    #expect(try get(2, "gradient") == 1)
    #expect(try get(2, "value") == 2)
    #expect(try get(3, "gradient") == 3)
    #expect(try get(2, "gradient", [TensorType(.scalar, .int32)]) == 4)
    #expect(try get(2, "gradient") == 1)
  }

  @Test("only what was used last is kept")
  func bounded() throws {
    let cache = StructureCache<Int, Int>(limit: 2)
    var made: [Int] = []
    let one = try structure(2)
    func get(_ purpose: Int) throws {
      _ = try cache(one, purpose) {
        made.append(purpose)
        return purpose
      }
    }
    for purpose in [1, 2, 1, 3, 1, 2] { try get(purpose) }
    #expect(made == [1, 2, 3, 2])
  }

  @Test("what fails is tried again, and large constants are not held on to")
  func notKept() throws {
    struct Failure: Error {}
    let cache = StructureCache<String, Int>()
    let one = try structure(2)
    #expect(throws: Failure.self) { try cache(one, "plan") { throw Failure() } }
    #expect(try cache(one, "plan") { 1 } == 1)
    let data = try Tensor.full(1, shape: Shape([1 << 18]), dtype: .float64)
    let large = Structure(try Trace.graph([data.type]) { [try $0[0] + .tensor(data)] }.graph)
    #expect(try cache(large, "plan") { 1 } == 1)
    #expect(try cache(large, "plan") { 2 } == 2)
  }
}
