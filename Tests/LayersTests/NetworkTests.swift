import Layers
import Tensors
import TestSupport
import Testing

@Suite struct NetworkTests {
  private func net(seed: UInt64 = 0) throws -> Network {
    try Network([Linear(4, 10), Tanh(), Linear(10, 3)], seed: seed)
  }

  @Test func flatOrderIsWeightThenBias() throws {
    let net = try net()
    #expect(net.parameterCount == 83)
    #expect(net.blocks.map(\.name) == ["1.weight", "1.bias", "3.weight", "3.bias"])
    #expect(net.blocks.map(\.range) == [0..<40, 40..<50, 50..<80, 80..<83])
    #expect(net.blocks[0].shape == (try Shape([10, 4])))
  }

  @Test func linearIsXTimesTransposedWeightPlusBias() throws {
    let net = try Network([Linear(2, 2)]).with(
      parameters: .tensor(Tensor([1, 2, 3, 4, 10, 20], dtype: .float64)))
    let y = try net(.tensor(Tensor([1, 1, 0, 2], shape: Shape([2, 2]), dtype: .float64)))
    #expect(try y.tensor().doubles == [13, 27, 14, 28])
  }

  /// Uniform in ±1/sqrt(inputs), seeded, and each layer with random numbers of its own.
  @Test func initialisation() throws {
    let values = try net().parameters.tensor().doubles
    #expect(values[..<50].allSatisfy { abs($0) <= 0.5 })
    #expect(values[50...].allSatisfy { abs($0) <= 1 / 10.0.squareRoot() })
    #expect(Set(values).count > 75)
    #expect(try net().parameters.tensor().doubles == values)
    #expect(try net(seed: 1).parameters.tensor().doubles != values)
    let longer = try Network([Linear(4, 10), Tanh(), Linear(10, 3), ReLU(), Linear(3, 2)])
    #expect(try Array(longer.parameters.tensor().doubles[..<83]) == values)
    #expect(
      try net().appending(ReLU(), seed: 0).appending(Linear(3, 2), seed: 0)
        .parameters.tensor().doubles == longer.parameters.tensor().doubles)
  }

  @Test func precisionFollowsTheVectorAndTheInputs() throws {
    let net = try net()
    let x = Value.tensor(try .full(1, shape: Shape([2, 4])))
    #expect(try net(x).dtype == .float32)
    #expect(try net(x.cast(to: .float64)).dtype == .float64)
    #expect(try net.with(parameters: net.parameters.cast(to: .float64))(x).dtype == .float64)
  }

  @Test func errorsNameThePlace() throws {
    let net = try Network([Flatten(), Linear(4, 10), Tanh(), Linear(9, 3)])
    func message(_ sizes: Int...) -> String {
      do {
        _ = try net(.tensor(.full(1, shape: Shape(sizes))))
        return ""
      } catch { return "\(error)" }
    }
    #expect(message(5, 3) == "net[2] Linear(4 -> 10): got 5x3, expected [n, 4]")
    #expect(message(5, 4) == "net[4] Linear(9 -> 3): got 5x10, expected [n, 9]")
    #expect(throws: LayerError.self) {
      try net.with(parameters: .tensor(.full(0, shape: Shape([3]))))
    }
  }

  @Test func predictionsAreClassesFromOne() throws {
    let net = try Network([Identity()])
    let x = Value.tensor(
      try Tensor([0, 1, 0, 5, 4, 5, -2, -3, -1], shape: Shape([3, 3])))
    #expect(try net.predict(x).tensor().doubles == [2, 1, 3])
    let y = Value.tensor(try Tensor([2, 2, 3]))
    try expectClose(net.accuracy(x, y), 2.0 / 3, absolute: 1e-6)
    #expect(throws: LabelError.self) { try net.accuracy(x, .tensor(Tensor([1]))) }
    #expect(throws: LabelError.value(4, sample: 2, classes: 3)) {
      try net.accuracy(x, .tensor(Tensor([2, 4, 3])))
    }
  }

  /// Every activation's gradient against differences, through a network.
  @Test(arguments: 0..<7) func gradientsOfActivations(_ index: Int) throws {
    let all: [any Activation] = [
      Tanh(), ReLU(), Sigmoid(), Softplus(), SiLU(), LeakyReLU(0.1), Identity(),
    ]
    let activation = all[index]
    let net = try Network([Linear(3, 5), activation, Linear(5, 2)], seed: 3, dtype: .float64)
    let x = Value.tensor(
      try Tensor([0.3, -1, 2, 0.7, 0.1, -0.4], shape: Shape([2, 3]), dtype: .float64))
    let error = try gradientError(
      { try net.with(parameters: $0)(x).square().sum() }, at: net.parameters.tensor())
    #expect(error < 1e-7)
    let odd = try activation(-x).tensor().doubles == (-activation(x)).tensor().doubles
    #expect(odd == activation.isOdd)
  }
}
