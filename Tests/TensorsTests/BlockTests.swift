import Tensors
import Testing

/// The memory of large tensors: kept for the next ones, within bounds. The one test that lowers the limit,
/// which is that of the process: two would restore each other's.
@Suite(.serialized) struct BlockTests {
  @Test func freedBlocksAreKeptWithinBoundsAndGiveWay() throws {
    let limit = Memory.limit
    defer { Memory.limit = limit }
    let shape = try Shape([1 << 20])
    for _ in 0..<40 {
      _ = try (0..<8).map { _ in try Tensor.full(1, shape: shape) }
      #expect(Memory.kept <= 64 << 20)
    }
    // Others may allocate at the same time, so there is room for theirs.
    Memory.limit = Memory.inUse + 512 << 20
    for _ in 0..<2 {
      let tensors = try (0..<8).map { _ in try Tensor.full(2, shape: shape) }
      #expect(tensors.allSatisfy { $0[0] == 2 && $0[$0.count - 1] == 2 })
    }
    #expect(Memory.kept <= Memory.limit / 16)
    let error = #expect(throws: TensorError.self) {
      try Tensor.full(0, shape: Shape([1 << 28]))
    }
    #expect(error.map(String.init(describing:))?.contains("limit") == true)
  }

  /// Sizes around the borders between the ways to allocate; every byte is usable.
  @Test(arguments: [0, 1, 9, 10, 11, 127, 128, 129, 32767, 32768, 32769, 70001, 524_288, 600_000])
  func allSizes(_ count: Int) throws {
    let shape = try Shape([count])
    let tensors = try (0..<3).map { try Tensor.full(Double($0), shape: shape, dtype: .float64) }
    for (k, tensor) in tensors.enumerated() {
      #expect(tensor.doubles.allSatisfy { $0 == Double(k) } && tensor.count == count)
    }
  }

  @Test func threadsShareWhatIsKept() async throws {
    let good = await withTaskGroup(of: Bool.self) { group in
      for task in 0..<4 {
        group.addTask {
          (0..<50).allSatisfy { k in
            let value = Double(task * 100 + k)
            guard let shape = try? Shape([100_000 + 1000 * k]),
              let tensor = try? Tensor.full(value, shape: shape)
            else { return false }
            return tensor[0] == value && tensor[tensor.count - 1] == value
          }
        }
      }
      return await group.reduce(true) { $0 && $1 }
    }
    #expect(good)
  }
}
