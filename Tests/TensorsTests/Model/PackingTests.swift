import Tensors
import Testing

@Suite struct PackingTests {
  private enum Field: CaseIterable { case point, others, count }

  @Test("values go to positions by name, and back")
  func bothWays() throws {
    let (vector, number) = (
      TensorType(Shape(unchecked: [4]), .float64), TensorType(.scalar, .int32)
    )
    let packing = Packing<Field> { field in
      switch field {
      case .point: [vector]
      case .others: [number, vector]
      case .count: [number]
      }
    }
    #expect(packing.types == [vector, number, vector, number])
    #expect(packing[.others] == 1..<3)
    #expect(packing.position(.count) == 3)
    #expect(packing.implicit(1) == 5)
    let names = packing.packed { field in
      switch field {
      case .point: ["x"]
      case .others: ["a", "b"]
      case .count: ["n"]
      }
    }
    #expect(names == ["x", "a", "b", "n"])
    let fields = packing.unpacked(names)
    #expect(fields[.others] == ["a", "b"] && fields.one(.count) == "n" && fields[.point] == ["x"])
  }

  @Test("fields without values take no place")
  func empty() {
    let packing = Packing<Field> { $0 == .others ? [] : [TensorType(.scalar, .int32)] }
    #expect(packing[.others].isEmpty && packing.position(.count) == 1 && packing.types.count == 2)
  }
}
