import Layers
import Reachability
import Regions
import Tensors
import Testing

@Suite struct SelfCheckTests {
  private func drawn(_ dtype: DType = .float64) throws -> (net: Network, set: Box) {
    let net = try Network([Linear(3, 6), Tanh(), Linear(6, 4)], seed: 5, dtype: dtype)
    let x = try Tensor([0.1, -0.3, 0.7, 1, 0, -1], shape: Shape([2, 3]), dtype: dtype)
    return (net, try .ball(.tensor(x), epsilon: .scalar(0.3, dtype)))
  }

  @Test(arguments: everyDomain, [DType.float32, .float64])
  func soundSetsPass(_ domain: any AbstractDomain, _ dtype: DType) throws {
    let (net, set) = try drawn(dtype)
    let image = try set.image({ try net($0) }, BoundOptions(domain))
    try SelfCheck()(set, image) { try net($0) }
  }

  /// A bound that is a little inside what can be reached is found, on either side of every output.
  @Test(arguments: 0..<8) func escapesAreFound(_ output: Int) throws {
    let linear = try Network([Linear(3, 4)], seed: 2, dtype: .float64)
    let set = try drawn().set
    let image = try set.image { try linear($0) }
    for side in [1.0, -1.0] {
      let mask = try Value.tensor(
        Tensor((0..<8).map { $0 == output ? 1e-6 : 0 }, shape: Shape([2, 4]), dtype: .float64))
      let narrow = ReachableSet(
        lower: side < 0 ? try image.lower + mask : image.lower,
        upper: side > 0 ? try image.upper - mask : image.upper)
      do {
        try SelfCheck()(set, narrow) { try linear($0) }
        Issue.record("output \(output) was not found")
      } catch let escaped as EscapedOutput {
        #expect(escaped.row == output / 4 + 1 && escaped.output == output % 4 + 1)
        #expect((escaped.value > escaped.bound) == (side > 0))
        #expect("\(escaped)".contains(side > 0 ? "above the upper" : "below the lower"))
      }
    }
  }

  @Test func whatHasNoDerivativeIsSampled() throws {
    let set = try drawn().set
    func f(_ x: Value) throws -> Value { try x.greater(than: 0).cast(to: .float64) }
    let whole = ReachableSet(lower: try set.lower * 0, upper: try set.lower * 0 + 1)
    try SelfCheck()(set, whole, of: f)
    #expect(throws: EscapedOutput.self) {
      try SelfCheck()(set, ReachableSet(lower: whole.lower, upper: whole.lower), of: f)
    }
    var calls = 0
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try Cancellation.asking {
        calls += 1
        if calls == 5 { throw Stop() }
      } _: {
        try SelfCheck()(set, whole, of: f)
      }
    }
  }
}
