import Layers
import Losses
import Tensors
import Testing

@Suite struct LossProbeTests {
  private func data() throws -> (net: Network, x: Tensor, y: Tensor) {
    var random = CounterRandom(seed: 3)
    let x = try Tensor((0..<40).map { _ in random.normal() }, shape: Shape([10, 4]))
    let y = try Tensor((0..<10).map { Int32(1 + $0 % 3) }, shape: Shape([10]))
    return (try Network([Linear(4, 7), Tanh(), Linear(7, 3)], seed: 2), x, y)
  }

  private func custom(
    _ function: @escaping (Value) throws -> Value
  ) -> any LossTerm {
    CustomTerm("mine") { net, x, _ in try function(net(x)) }
  }

  /// The same function is the same, wherever it comes from and whatever the parameters are now.
  @Test func sameFunctionsAgree() throws {
    let (net, x, y) = try data()
    let first = try #require(
      LossProbe.values(of: custom { try $0.square().mean() }, net, x, y))
    let again = try #require(
      LossProbe.values(
        of: custom { try ($0 * $0).mean() }, net.initialized(seed: 9), x, y))
    #expect(first.count == 6 && LossProbe.agree(first, again))
  }

  /// A change in the seventh digit of the value, or of the gradient alone, is seen.
  @Test func otherFunctionsDiffer() throws {
    let (net, x, y) = try data()
    let plain = try #require(
      LossProbe.values(of: custom { try $0.square().mean() }, net, x, y))
    let scaled = try #require(
      LossProbe.values(of: custom { try $0.square().mean() * (1 + 1e-7) }, net, x, y))
    #expect(!LossProbe.agree(plain, scaled))
    let held = try #require(
      LossProbe.values(of: custom { try ($0 * $0.stopGradient()).mean() }, net, x, y))
    #expect(abs(held[0] - plain[0]) < 1e-12 && !LossProbe.agree(plain, held))
  }

  /// What is another number each time, or none, cannot be compared.
  @Test func whatChangesHasNoProbe() throws {
    let (net, x, y) = try data()
    var calls = 0.0
    let changing = custom { outputs in
      calls += 1
      return try outputs.mean() * calls
    }
    #expect(LossProbe.values(of: changing, net, x, y) == nil)
    #expect(LossProbe.values(of: custom { try $0.mean() / 0 }, net, x, y) == nil)
  }
}
