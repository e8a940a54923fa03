import Layers
import Losses
import Reachability
import Regions
import Settings
import Tensors
import TestSupport
import Testing

@Suite struct SensitivityTests {
  private let net = try! Network([Linear(3, 6), Tanh(), Linear(6, 4)], seed: 3, dtype: .float64)
  private let x = Value.tensor(
    try! Tensor((0..<15).map { Double($0 % 7) * 0.3 - 1 }, shape: Shape([5, 3]), dtype: .float64))
  private let y = Value.tensor(try! Tensor([Int32(1), 2, 3, 4, 1], shape: Shape([5])))

  private struct Function: SetFunction, CustomStringConvertible {
    let description = "function"
    let function: (ReachableSet) throws -> Value
    func callAsFunction(_ set: ReachableSet) throws -> Value { try function(set) }
  }

  private func term(_ function: @escaping (ReachableSet) throws -> Value) -> SensitivityTerm {
    var term = SensitivityTerm(epsilon: 0.1)
    term.measure = .function(Function(function: function))
    return term
  }

  @Test func functionsOfTheSet() throws {
    let named = try SensitivityTerm(epsilon: 0.1, measure: .meanWidth)(net, x, y).tensor().item()
    let rows = term { try ($0.upper - $0.lower).mean([1]) }
    let whole = term { try ($0.upper - $0.lower).mean() }
    for mine in [rows, whole] {
      try expectClose(mine(net, x, y).tensor().item(), named, absolute: 1e-14)
      #expect(try mine.values(LossContext(net, x, y)).shape == Shape([5]))
      #expect(mine.identity == nil && mine.caution == nil)
      #expect(
        mine.description == "sensitivity{eps = 0.1, domain = \"interval\", measure = function}")
      // In a plan as well.
      let plan = try Plan(
        Trace.graph([net.parameters.type]) {
          [try mine(net.with(parameters: $0[0]), x, y)]
        }.graph)
      try expectClose(plan([net.parameters.tensor()])[0].item(), named, absolute: 1e-14)
    }
    #expect(SensitivityTerm(epsilon: 0.1).identity != nil)
    let wrong = term { $0.lower }
    #expect(throws: TensorError.self) { try wrong(net, x, y) }
    do { _ = try wrong(net, x, y) } catch {
      #expect("\(error)".contains("got 5x4, expected one number for each of 5 rows"))
    }
  }

  /// A number that is added with a default leaves identities as they were.
  @Test func settings() throws {
    let plain = SensitivityTerm(epsilon: 0.1)
    #expect(
      plain.description
        == "sensitivity{eps = 0.1, domain = \"interval\", measure = \"geometric_width\"}")
    #expect(plain.identity == "sensitivity{eps = 0.1}")
    let smooth = try SensitivityTerm.make(["eps": .number(0.1), "smooth": .number(0.01)])
    #expect(smooth.options.smooth == 0.01)
    #expect(smooth.identity == "sensitivity{eps = 0.1, smooth = 0.01}")
    for wrong in [-0.1, .nan, .infinity] {
      #expect(throws: SettingError.self) {
        try SensitivityTerm.make(["eps": .number(0.1), "smooth": .number(wrong)])
      }
    }
  }

  /// Smoothed bounds are larger, in every domain, by less the smaller the number is.
  @Test func smoothing() throws {
    for domain in abstractDomains.map({ $0.init() }) {
      func value(_ smooth: Double) throws -> Double {
        var term = SensitivityTerm(epsilon: 0.1, options: BoundOptions(domain), measure: .meanWidth)
        term.options.smooth = smooth
        return try term(net, x, y).tensor().item()
      }
      let exact = try value(0)
      var before = Double.infinity
      for smooth in [0.1, 0.01, 0.001] {
        let now = try value(smooth)
        #expect(now > exact && now < before, "\(domain.name)")
        before = now
      }
      #expect(before - exact < 0.01 * exact)
    }
  }

  /// Of the relative width the scale of the logits does not matter, so that it does not pay to make them small.
  @Test func relativeWidth() throws {
    let term = SensitivityTerm(epsilon: 0.1, measure: .relativeWidth)
    let value = try term(net, x, y).tensor().item()
    let count = net.parameters.shape.count
    let scaled = try Value.concatenated(
      [
        net.parameters.sliced(0, 0..<count - 28),
        net.parameters.sliced(0, count - 28..<count) * 0.1,
      ],
      dimension: 0)
    try expectClose(
      term(net.with(parameters: scaled), x, y).tensor().item(), value, relative: 1e-12)
    let gradient = try valueAndGradient(
      of: { try term(net.with(parameters: $0[0]), x, y) }, at: [net.parameters]
    ).gradient
    let along = try (gradient * net.parameters).sliced(0, count - 28..<count).sum()
    try expectClose(along.tensor().item(), 0, absolute: 1e-12)
  }
}
