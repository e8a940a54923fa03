import Layers
import Tensors
import TestSupport
import Testing

@Suite struct BlockTests {
  private func ones(_ sizes: Int...) throws -> Value {
    .tensor(try .full(1, shape: Shape(sizes), dtype: .float64))
  }

  private func message(_ body: () throws -> Value) -> String {
    do {
      _ = try body()
      return ""
    } catch { return "\(error)" }
  }

  /// Blocks have the parameters of their layers, in order, under nested names.
  @Test func parametersOfBlocks() throws {
    let net = try Network(
      [
        Residual([Linear(3, 5), Sequential([Tanh(), Linear(5, 3, bias: false)])]), BatchNorm(3),
      ], dtype: .float64)
    #expect(
      net.blocks.map(\.name) == ["1.1.weight", "1.1.bias", "1.2.2.weight", "2.weight", "2.bias"])
    #expect(net.bufferBlocks.map(\.name) == ["2.running_mean", "2.running_var"])
    #expect(net.parameterCount == 15 + 5 + 15 + 6)
    let flat = try Network([Linear(3, 5), Tanh(), Linear(5, 3, bias: false)], dtype: .float64)
      .with(parameters: net.parameters.sliced(0, 0..<35))
    let x = try ones(2, 3)
    let block = try Network(net.layers.dropLast(), dtype: .float64)
      .with(parameters: net.parameters.sliced(0, 0..<35))
    #expect(try block(x).tensor().isEqual(to: (x + flat(x)).tensor()))
    #expect(
      try gradientError(
        { try net.with(parameters: $0)(x).square().sum() }, at: net.parameters.tensor()) < 1e-7)
  }

  /// A chain of thousands of levels or of layers: each question is asked once a layer, not once a level.
  @Test func longNetworks() throws {
    var inner: any Layer = try Sequential([Linear(2, 2)])
    for _ in 1..<2000 { inner = try Sequential([Linear(2, 2), inner]) }
    let net = try Network([inner])
    #expect(net.parameterCount == 2000 * 6)
    #expect(net.blocks.count == 4000)
    #expect(net.blocks[3].name == "1.2.1.bias" && net.blocks[4].name == "1.2.2.1.weight")
    #expect(try net(ones(1, 2)).shape == Shape([1, 2]))
    #expect(try net.with(parameters: net.parameters).summary().split(separator: "\n").count > 4000)

    var (grown, whole) = (try Network([], seed: 3), [any Layer]())
    for k in 0..<200 {
      let layer: any Layer = try k % 2 == 0 ? Linear(3, 3) : BatchNorm(3)
      grown = try grown.appending(layer, seed: 3)
      whole.append(layer)
    }
    let made = try Network(whole, seed: 3)
    #expect(try grown.parameters.tensor().doubles == made.parameters.tensor().doubles)
    #expect(try grown.buffers.tensor().doubles == made.buffers.tensor().doubles)
  }

  /// However deep layers are nested they can be made and dropped; a network of them has a limit.
  @Test func depthHasALimit() throws {
    func nested(_ depth: Int) -> any Layer {
      (0..<depth).reduce(Tanh() as any Layer) { layer, k in
        k.isMultiple(of: 2) ? Residual([layer]) as any Layer : Sequential([layer, Identity()])
      }
    }
    #expect(Nesting.depth(of: [ReLU(), nested(0), nested(7), nested(4)]) == 7)
    let net = try Network([nested(500)])
    #expect(try net(ones(1, 2)).shape == Shape([1, 2]))
    #expect(throws: LayerSettingError.self) { try Network([nested(Nesting.limit + 1)]) }
    #expect(
      message { try Network([Linear(2, 2), nested(200_000)])(ones(1, 2)) }
        == "layers are nested 200000 levels deep, expected at most \(Nesting.limit)")
    // What is held elsewhere too is not taken apart.
    let kept = nested(3000)
    do { _ = Residual([kept, nested(100_000), kept]) }
    #expect(Nesting.depth(of: [kept]) == 3000)
  }

  @Test func errorsNameThePlaceInBlocks() throws {
    let net = try Network([
      ReLU(), Sequential([Tanh(), Residual([Linear(4, 4), Linear(3, 4)])]),
    ])
    #expect(
      message { try net(ones(2, 4)) } == "net[2][2][2] Linear(3 -> 4): got 2x4, expected [n, 3]")
    #expect(
      message { try Network([Residual([Linear(4, 3)])])(ones(2, 4)) }
        == "net[1] Residual: got 2x3, expected layers that keep the input's shape 2x4")
    let conv = try Network([
      Conv2d(1, 2, kernel: Extent(3, 5), stride: Extent(2), padding: Extent(1))
    ])
    #expect(
      message { try conv(ones(2, 3, 8, 8)) }
        == "net[1] Conv2d(1 -> 2, 3x5, stride 2, padding 1): got 2x3x8x8, "
        + "expected [n, 1, height, width]")
    #expect(message { try conv(ones(2, 1, 8, 2)) }.contains("no larger than the padded image"))
    #expect(message { try Network([BatchNorm(3)])(ones(2, 4)) }.contains("BatchNorm(3): got 2x4"))
    #expect(message { try Network([Reshape([5])])(ones(2, 4)) }.contains("got 2x4"))
  }

  /// Half of the elements are gone, the others doubled; the same for the same key, others for the next.
  @Test func dropout() throws {
    let net = try Network([Dropout(0.25)], dtype: .float64)
    let x = try ones(40, 50)
    #expect(try net(x).tensor().isEqual(to: x.tensor()))
    func dropped(_ counter: UInt64) throws -> [Double] {
      let key = Value.tensor(try Training.key(seed: 3, counter: counter))
      return try net.inTraining(key: key).network(x).tensor().doubles
    }
    let values = try dropped(1)
    #expect(Set(values) == [0, 1 / 0.75])
    let share = Double(values.filter { $0 == 0 }.count) / 2000
    #expect(abs(share - 0.25) < 0.04)
    #expect(try values == dropped(1))
    #expect(try values != dropped(2))
    // Two layers of one pass draw differently.
    let twice = try Network([Dropout(0.5), Dropout(0.5)], dtype: .float64)
    let key = Value.tensor(try Training.key(seed: 3, counter: 1))
    let both = try twice.inTraining(key: key).network(x).tensor().doubles
    #expect(abs(Double(both.filter { $0 == 4 }.count) / 2000 - 0.25) < 0.04)
  }

  /// What says that it is another function in training is one, and nothing else is.
  @Test func layersSayWhetherTrainingDiffers() throws {
    let layers: [any Layer] = try [
      Linear(6, 6), Tanh(), Dropout(0.5), Dropout(0), BatchNorm(6), Identity(),
      Flatten(), Residual([Linear(6, 6)]), Residual([Linear(6, 6), Dropout(0.5)]),
      Sequential([Residual([BatchNorm(6)])]), Sequential([Flatten(), Linear(6, 6)]),
      FunctionLayer(name: "Lambda") { x, _ in try x.tanh() },
    ]
    var random = CounterRandom(seed: 3)
    let x = Value.tensor(
      try Tensor((0..<48).map { _ in random.normal() }, shape: Shape([8, 6]), dtype: .float64))
    let key = Value.tensor(try Training.key(seed: 3, counter: 1))
    for layer in layers {
      let net = try Network([layer], dtype: .float64)
      let trained = try net.inTraining(key: key).network(x).tensor()
      let isSame = try trained.isEqual(to: net(x).tensor())
      #expect(layer.differsInTraining == !isSame, "\(layer.name)")
      #expect((net.layerThatDiffersInTraining == nil) == isSame)
    }
  }

  /// A plan that trains takes the key as an input and gives the buffers as an output.
  @Test func trainingInAPlan() throws {
    let net = try Network(
      [Linear(3, 4), BatchNorm(4), Dropout(0.5), Linear(4, 2)], dtype: .float64)
    var random = CounterRandom(seed: 1)
    let x = Value.tensor(
      try Tensor((0..<18).map { _ in random.normal() }, shape: Shape([6, 3]), dtype: .float64))
    func step(_ v: [Value]) throws -> [Value] {
      let (training, state) = try net.with(buffers: v[1]).inTraining(key: v[2])
      let (value, gradient) = try valueAndGradient(
        of: { try training.with(parameters: $0[0])(x).square().sum() }, at: [v[0]])
      return [value, gradient, state.buffers]
    }
    func key(_ counter: UInt64) throws -> Value {
      .tensor(try Training.key(seed: 0, counter: counter))
    }
    let plan = Compiled(step)
    let inputs = [net.parameters, net.buffers]
    let first = try plan(inputs + [key(1)]).map { try $0.tensor().doubles }
    // At once, the state is made where it is used: inside the function that is differentiated.
    let eager = try valueAndGradient(
      of: { try net.with(parameters: $0[0]).inTraining(key: key(1)).network(x).square().sum() },
      at: [net.parameters])
    for (a, b) in zip(first, [eager.value, eager.gradient]) {
      try expectClose(a, b.tensor().doubles, absolute: 1e-12, relative: 1e-12)
    }
    #expect(first[2] != (try net.buffers.tensor().doubles))
    #expect(try plan(inputs + [key(2)])[0].tensor().doubles != first[0])
    #expect(try plan(inputs + [key(1)])[0].tensor().doubles == first[0])
  }

  /// Functions that are transformed (bounds, batches) see the network as it evaluates.
  @Test func transformedPassesEvaluate() throws {
    let net = try Network([BatchNorm(3), Dropout(0.5)], dtype: .float64)
    let key = Value.tensor(try Training.key(seed: 0, counter: 1))
    let (training, state) = net.inTraining(key: key)
    let x = try ones(2, 4, 3)
    let mapped = try Batch.map({ [try training($0[0])] }, [x])[0]
    let expected = try Batch.map({ [try net($0[0])] }, [x])[0]
    #expect(try mapped.tensor().isEqual(to: expected.tensor()))
    #expect(try state.buffers.tensor().isEqual(to: net.buffers.tensor()))
  }

  @Test func initialDistributions() throws {
    let net = try Network([
      Conv2d(3, 40, kernel: Extent(4, 5)), BatchNorm(40), Linear(100, 50),
    ])
    let values = try net.parameters.tensor().doubles
    for (block, inputs) in [(0, 60), (1, 60), (4, 100), (5, 100)] {
      let bound = 1 / Double(inputs).squareRoot()
      let part = values[net.blocks[block].range]
      #expect(part.allSatisfy { abs($0) <= bound * (1 + 1e-6) })
      #expect((part.map(abs).max() ?? 0) > 0.9 * bound)
      let variance = part.map { $0 * $0 }.reduce(0, +) / Double(part.count)
      #expect(abs(variance / (bound * bound / 3) - 1) < (part.count > 1000 ? 0.1 : 0.5))
    }
    #expect(values[net.blocks[2].range].allSatisfy { $0 == 1 })
    #expect(values[net.blocks[3].range].allSatisfy { $0 == 0 })
    #expect(try Set(net.buffers.tensor().doubles[..<40]) == [0])
    #expect(try Set(net.buffers.tensor().doubles[40...]) == [1])
  }

  @Test func normalizeAndReshape() throws {
    let x = try ones(2, 3, 2, 2)
    let y = try Normalize(mean: [0, 1, 2], deviation: [0.5, 1, 2])(x, []).tensor()
    #expect(y.doubles[..<12] == [2, 2, 2, 2, 0, 0, 0, 0, -0.5, -0.5, -0.5, -0.5])
    #expect(
      try Normalize(mean: [3], deviation: [2])(ones(4), []).tensor().doubles == [-1, -1, -1, -1])
    #expect(try Reshape([2, -1])(x, []).shape == (Shape([2, 2, 6])))
    #expect(try Reshape([12])(ones(0, 3, 2, 2), []).shape == (Shape([0, 12])))
    #expect(throws: LayerSettingError.self) { try Normalize(mean: [0], deviation: [0]) }
    #expect(throws: LayerSettingError.self) { try Normalize(mean: [0, 1], deviation: [1, 2, 3]) }
    #expect(throws: LayerSettingError.self) { try Reshape([-1, -1]) }
    #expect(throws: LayerSettingError.self) { try Dropout(1.5) }
    #expect(throws: LayerSettingError.self) { try Conv2d(1, 1, kernel: Extent(0)) }
    #expect(throws: LayerSettingError.self) { try PoolingWindow(Extent(2), padding: Extent(2)) }
  }

  @Test func summaries() throws {
    let net = try Network([
      Conv2d(1, 2, kernel: Extent(3)), Residual([ReLU()]), Flatten(), Linear(8, 3), BatchNorm(3),
    ])
    #expect(
      try net.summary(sample: [1, 4, 4]) == """
        layer                   output  parameters
        1  Conv2d(1 -> 2, 3x3)  2x2x2           20
        2  Residual             2x2x2            0
        2.1  ReLU                                0
        3  Flatten              8                0
        4  Linear(8 -> 3)       3               27
        5  BatchNorm(3)         3                6
        total (float32)                         53
        buffers                                  6
        """)
    // Without a sample the shapes are known only after a linear layer at the start.
    #expect(try !net.summary().contains("output"))
    #expect(try Network([Tanh(), Linear(4, 3)]).summary().contains("2  Linear(4 -> 3)  3"))
    #expect(throws: NetworkError.self) { try net.summary(sample: [1, 9, 9]) }
  }
}
