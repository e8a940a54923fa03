import Tensors
import Testing

/// What users do wrong gives an error that tells them, and never a trap.
@Suite struct ErrorTests {
  private func tensor(_ sizes: Int...) throws -> Value {
    .tensor(try .full(1, shape: Shape(sizes)))
  }

  private func message(_ body: () throws -> Any) -> String {
    do {
      _ = try body()
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func shapes() throws {
    #expect(
      message { try tensor(2, 3) + tensor(4) }
        == "add: got 2x3 and 4, expected shapes that broadcast")
    #expect(
      message { try tensor(2, 3).matmul(tensor(4, 5)) }
        == "matmul: got 2x3 and 4x5, expected inner sizes that agree: m x k and k x n")
    #expect(
      message { try tensor(2, 3).reshaped(to: Shape([5])) }
        == "reshape: 2x3 has 6 elements, which do not fit 5")
    #expect(message { try tensor(2).sum([3]) }.contains("sum: dimension 4 is out of range"))
    #expect(message { try tensor(0).max() }.contains("at least one element"))
    #expect(message { try Shape([1, -2]) } == "sizes of a shape must be 0 or more, got 1x-2")
    #expect(message { try Shape(Array(repeating: 1, count: 9)) }.contains("at most 8 dimensions"))
  }

  @Test func requestsBeyondAllMemory() throws {
    #expect(message { try Shape([1 << 40, 1 << 40]) }.contains("more elements than memory"))
    let text = message { try Tensor.full(0, shape: Shape([1_000_000, 1_000_000])) }
    #expect(text.hasPrefix("out of memory: 3.6 TB asked for"))
  }

  @Test func indicesOutOfRange() throws {
    let indices = Value.tensor(try Tensor([Int32(0), 7], shape: Shape([2])))
    #expect(throws: TensorError.self) { try tensor(3).gathered(0, indices) }
  }

  @Test func wholeNumbersHaveNoExponential() throws {
    let whole = Value.tensor(try Tensor([Int32(1), 2], shape: Shape([2])))
    #expect(try whole.exp().dtype == .float32)
    #expect(try (whole / 2).tensor().doubles == [0.5, 1])
    #expect(try (whole + 1).dtype == .int32)
    #expect(try (whole + 0.5).dtype == .float32)
    #expect(try (whole + 3e9).dtype == .float64)
  }

  @Test func tracedValuesOutliveTheirTraceOnlyIfKnown() throws {
    var kept: Value?
    _ = try Compiled { v in
      kept = v[0]
      return v
    }([tensor(1)])
    #expect(throws: TensorError.self) { try kept! + 1 }
  }
}
