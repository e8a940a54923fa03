import Tensors
import Testing

@Suite struct FiniteCheckTests {
  private func message(_ body: () throws -> Any) -> String {
    FiniteCheck.isOn = true
    defer { FiniteCheck.isOn = false }
    do {
      _ = try body()
      return "no error"
    } catch { return "\(error)" }
  }

  @Test(arguments: [DType.float32, .float64]) func theFirstOperationIsNamed(_ dtype: DType) throws {
    let x = Value.tensor(try Tensor([-1, 0, 1], dtype: dtype))
    #expect(
      message { try (x.exp().log() + x.log()).sum() }
        == "log: made 1 NaN and 1 inf among 3 elements from finite numbers")
    #expect(
      message { try x / 0 } == "div: made 1 NaN and 2 inf among 3 elements from finite numbers")
    #expect(try (x / 0).tensor().unusual == (1, 2))
    #expect(message { try x.exp() } == "no error")
  }

  @Test func whatComesInMayBeInfinite() throws {
    let x = Value.tensor(try Tensor([.infinity, .nan]))
    #expect(message { try x * 2 } == "no error")
  }

  @Test func plansAndGradientsAreCheckedToo() throws {
    let zero = Value.tensor(try Tensor([0.0]))
    let compiled = Compiled { [try $0[0].exp().log().log() * 2] }
    #expect(try compiled([zero])[0].tensor().item() == -.infinity)
    let expected = "log: made 1 inf among 1 element from finite numbers"
    #expect(message { try compiled([zero]) } == expected)
    let plan = try compiled.plan(for: [zero.type])
    #expect(message { try plan([zero.tensor()]) } == expected)
    #expect(
      message { try valueAndGradient(of: { try $0[0].sqrt().sum() }, at: [zero]) }
        == "reciprocal: made 1 inf among 1 element from finite numbers")
    #expect(try compiled([zero])[0].tensor().item() == -.infinity)
  }
}
