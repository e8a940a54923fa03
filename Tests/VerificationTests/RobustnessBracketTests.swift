import Layers
import Regions
import Tensors
import Testing
import Verification

@Suite struct RobustnessBracketTests {
  private static func problem(
    _ activation: any Layer, inputs: Int = 4, seed: Int = 3
  ) throws -> (net: Network, x: Tensor, y: Tensor) {
    let net = try SmallNetwork.make([inputs, 10, 3], activation, seed: seed, scale: 2)
    var random = CounterRandom(seed: 8)
    let x = try Tensor(TensorType(Shape([20, inputs]), .float64)) { _ in random.uniform() }
    let y = try net(.tensor(x)).argMax(1).tensor().doubles.map { Int32($0) + 1 }
    return (net, x, try Tensor(y, shape: Shape([20])))
  }

  /// The exact distance lies in every bracket, which is as narrow as was asked; accuracies follow.
  @Test(arguments: [0, 1, 2]) func bracketsHoldTheExactDistance(_ kind: Int) throws {
    let (net, x, y) = try Self.problem([ReLU(), Tanh(), Sigmoid()][kind])
    let clip = try Clip(0...1)
    var bracket = RobustnessBracket()
    bracket.radii = [0, 0.02, 0.1, 0.3]
    let found = try bracket(net.model, x, y, clip: clip)
    var exact = [ExactDistance.Result](repeating: .init(), count: 20)
    try ExactDistance()(net.model, x, y, clip: clip) { exact[$0] = $1 }
    for k in 0..<20 {
      #expect(exact[k].isSolved)
      #expect(found.certified[k] <= exact[k].upper + 1e-12)
      #expect(found.attacked[k] >= exact[k].lower - 1e-12)
      #expect(found.by[k] != nil)
      if found.attacked[k] < .infinity {
        #expect(found.attacked[k] <= found.certified[k] * 1.01 + 1e-12)
      }
    }
    for row in found.rows {
      let robust = Double(exact.count { $0.upper > row.radius }) / 20
      #expect(row.certified <= robust && robust <= row.attacked && row.attacked <= row.clean)
    }
    #expect(found.rows[0].clean == 1)
  }

  /// Wrong samples have no radius; without differentiable steps complete search is left.
  @Test func wrongSamplesAndFlatFunctions() throws {
    let (net, x, y) = try Self.problem(ReLU())
    let wrong = try Tensor(y.doubles.map { Int32($0) % 3 + 1 }, shape: Shape([20]))
    let found = try RobustnessBracket()(net.model, x, wrong)
    #expect(found.certified.allSatisfy { $0 == 0 } && found.attacked.allSatisfy { $0 == 0 })
    #expect(found.by.allSatisfy { $0 == .clean })
  }

  /// Many inputs: the verifier narrows what domains and attacks leave.
  @Test func manyInputs() throws {
    let (net, x, y) = try Self.problem(ReLU(), inputs: 80)
    var bracket = RobustnessBracket()
    bracket.timeout = 2
    bracket.tolerance = 0.05
    let found = try bracket(net.model, x, y, clip: Clip(0...1))
    let narrow = (0..<20).count { found.attacked[$0] <= 1.05 * found.certified[$0] }
    #expect(narrow >= 15, "\(narrow) of 20")
    #expect(zip(found.certified, found.attacked).allSatisfy { $0 <= $1 })
  }
}
