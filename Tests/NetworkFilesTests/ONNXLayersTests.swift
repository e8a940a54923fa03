import DataIO
import Foundation
import Layers
import NetworkFiles
import Tensors
import TestSupport
import Testing

/// Models of ONNX as layers, and layers as operators of ONNX.
@Suite struct ONNXLayersTests {
  private static let fixtures = Repository.fixture("onnx")

  private func images(_ shape: [Int], seed: UInt64 = 1) throws -> Value {
    var random = CounterRandom(seed: seed, stream: 0)
    let shape = try Shape(shape)
    return .tensor(try Tensor((0..<shape.count).map { _ in random.normal() }, shape: shape))
  }

  private func difference(_ a: Value, _ b: Value) throws -> Double {
    guard a.shape == b.shape else { return .infinity }
    return try zip(a.tensor().doubles, b.tensor().doubles).map { abs($0 - $1) }.max() ?? 0
  }

  /// Layers that have an operator each, on images of 8 x 8 with two channels.
  private func everyLayer() throws -> Network {
    let network = try Network(
      [
        Normalize(mean: [0.1, -0.2], deviation: [0.5, 2]),
        Conv2d(2, 3, kernel: Extent(3), padding: Extent(1)), BatchNorm(3), ELU(0.7),
        Residual([
          Conv2d(3, 3, kernel: Extent(3, 1), padding: Extent(1, 0), bias: false), GELU(),
          Residual([BatchNorm(3), SiLU()]),
        ]),
        MaxPool2d(PoolingWindow(Extent(2), stride: Extent(2, 1))), Dropout(0.3), HardTanh(),
        AvgPool2d(PoolingWindow(Extent(3), stride: Extent(1), padding: Extent(1))),
        Reshape([4, 21]), Flatten(), Linear(84, 5), LeakyReLU(0.2), Softplus(),
        Linear(5, 4, bias: false),
        Tanh(), Sigmoid(), ReLU(), Identity(), BatchNorm(4), Linear(4, 2),
      ], seed: 4)
    var random = CounterRandom(seed: 2, stream: 0)
    let buffers = try Tensor((0..<network.buffers.shape.count).map { _ in random.uniform() + 0.5 })
    return try network.with(buffers: .tensor(buffers))
  }

  /// Models that are no layers are written as what they compute.
  @Test(arguments: [
    "transposed_19", "slopes_16", "windows_19", "signals_19", "sizes_19", "parts_19", "external_19",
  ])
  func modelsComeBack(name: String) throws {
    try Scratch.with { scratch in
      let network = try NetworkFile.load("\(Self.fixtures)/\(name).onnx")
      let path = scratch.path("a.onnx")
      try NetworkFile.save(network, to: path)
      let arrays = try NPZ.read("\(Self.fixtures)/\(name).npz")
      let x = Value.tensor(try #require(arrays.first { $0.name == "x" }).tensor)
      let y = Value.tensor(try #require(arrays.first { $0.name == "y" }).tensor)
      #expect(try difference(NetworkFile.load(path)(x), y) < 1e-5)
    }
  }

  @Test func everyLayerComesBack() throws {
    try Scratch.with { scratch in
      let network = try everyLayer()
      let path = scratch.path("a.onnx")
      try NetworkFile.save(network, to: path, sampleShape: Shape([2, 8, 8]))
      let read = try NetworkFile.load(path)
      #expect(read.layers.map(\.name) == network.layers.map(\.name))
      #expect(read.blocks.map(\.name) == network.blocks.map(\.name))
      #expect(try read.parameters.tensor().isEqual(to: network.parameters.tensor()))
      #expect(try difference(read.buffers, network.buffers) < 1e-7)
      let x = try images([3, 2, 8, 8])
      #expect(try difference(read(x), network(x)) < 1e-6)
      // Flat samples fit as well, and the shape goes on into other files.
      #expect(try difference(read(x.reshaped(to: Shape([3, 128]))), network(x)) < 1e-6)
      for name in ["b.safetensors", "b.npz"] {
        try NetworkFile.save(read, to: scratch.path("\(name)"))
        let again = try NetworkFile.load(scratch.path("\(name)"))
        #expect(again.sampleShape == read.sampleShape)
        #expect(try difference(again(x), network(x)) < 1e-6)
      }
    }
  }

  /// What is in nobody's table is traced, and read as far as it is a chain.
  @Test func functionsBetweenLayers() throws {
    try Scratch.with { scratch in
      let square = FunctionLayer(name: "Square") { x, _ in try x.square() }
      let network = try Network([Linear(4, 3), square, Linear(3, 2)], seed: 2)
      try NetworkFile.save(network, to: scratch.path("a.onnx"), sampleShape: Shape([4]))
      let read = try NetworkFile.load(scratch.path("a.onnx"))
      #expect(read.layers.map(\.name) == ["Linear(4 -> 3)", "Mul", "Linear(3 -> 2)"])
      let x = try images([5, 4])
      #expect(try difference(read(x), network(x)) < 1e-6)
      #expect(throws: NetworkFileError.notDescribed(layers: ["Mul"])) {
        try NetworkFile.save(read, to: scratch.path("a.npz"))
      }
    }
  }

  /// Parameters in places that no layer has, but at the beginning, are kept by the layer that is the whole model.
  @Test func whatIsNoChainStaysOneLayer() throws {
    try Scratch.with { scratch in
      let scale = FunctionLayer(
        name: "Scale", parameters: [Parameter("w", try Shape([4]), .constant(2))]
      ) { x, w in try x * w[0] }
      let network = try Network([Linear(4, 4), scale, Linear(4, 2)], seed: 2)
      try NetworkFile.save(network, to: scratch.path("a.onnx"), sampleShape: Shape([4]))
      let read = try NetworkFile.load(scratch.path("a.onnx"))
      #expect(read.layers.map(\.name) == ["ONNX(a.onnx)"])
      #expect(read.parameterCount == network.parameterCount)
      let x = try images([5, 4])
      #expect(try difference(read(x), network(x)) < 1e-6)
    }
  }

  @Test func modelsOfOtherPrograms() throws {
    let dense = try NetworkFile.load("\(Self.fixtures)/dense_13.onnx")
    #expect(
      dense.layers.map(\.name) == [
        "Linear(4 -> 5)", "ReLU", "Linear(5 -> 3)", "Tanh", "Linear(3 -> 3)", "Identity",
        "Dropout(0.5)",
      ])
    let residual = try NetworkFile.load("\(Self.fixtures)/residual_17.onnx")
    #expect(residual.layers.first is Residual)
    #expect(residual.layers.count == 4)
    let mixed = try NetworkFile.load("\(Self.fixtures)/mixed_13.onnx")
    #expect(mixed.layers.map(\.name) == ["ONNX(mixed_13.onnx)"])
  }

  /// Whatever a model has become, it computes what ONNX Runtime computes.
  @Test func agreesWithONNXRuntime() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.fixtures)
      .filter { $0.hasSuffix(".npz") }.map { String($0.dropLast(4)) }
    #expect(names.count > 20)
    for name in names {
      let arrays = Dictionary(
        uniqueKeysWithValues: try NPZ.read("\(Self.fixtures)/\(name).npz").map {
          ($0.name, Value.tensor($0.tensor))
        })
      let (x, y) = (try #require(arrays["x"]), try #require(arrays["y"]))
      let network = try NetworkFile.load("\(Self.fixtures)/\(name).onnx")
      #expect(try difference(network(x), y) < 1e-5, "\(name)")
    }
  }

  @Test(.needsShared("truth/reachability"))
  func recordedNetworksAreLayers() throws {
    let truth = Repository.shared.appending(path: "truth/reachability/nets").path
    let names = try FileManager.default.contentsOfDirectory(atPath: truth)
      .filter { $0.hasSuffix(".onnx") }
    #expect(names.count >= 5)
    for name in names {
      let network = try NetworkFile.load("\(truth)/\(name)")
      #expect(network.layers.count > 2, "\(name)")
      #expect(!network.layers.contains { $0 is FunctionLayer }, "\(name)")
      try Scratch.with { scratch in
        try NetworkFile.save(network, to: scratch.path("a.safetensors"))
        let shape = try #require(network.sampleShape)
        let x = try images([2] + shape.dimensions)
        #expect(
          try difference(NetworkFile.load(scratch.path("a.safetensors"))(x), network(x)) < 1e-6)
      }
    }
  }

  /// Damaged models are networks all the same, or errors that say what is wrong.
  @Test func damagedModels() throws {
    try Scratch.with { scratch in
      let seeds = try ["residual_17", "dense_21", "single_9"].map {
        Array(try Data(contentsOf: URL(fileURLWithPath: "\(Self.fixtures)/\($0).onnx")))
      }
      var random = CounterRandom(seed: 8, stream: 0)
      func below(_ n: Int) -> Int { Int(random.next() % UInt64(max(n, 1))) }
      var networks = 0
      for round in 0..<3000 {
        var bytes = seeds[round % seeds.count]
        for _ in 0...below(2) { bytes[below(bytes.count)] ^= 1 << UInt8(below(8)) }
        let path = scratch.path("\(round).onnx")
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        do {
          _ = try NetworkFile.load(path)
          networks += 1
        } catch let error as FormatError {
          if error.path != path { Issue.record("\(error)") }
        }
        unlink(path)
      }
      #expect((300..<3000).contains(networks), "\(networks)")
    }
  }

  @Test(arguments: PretrainedNetwork.allCases)
  func pretrainedNetworks(pretrained: PretrainedNetwork) throws {
    let network = try pretrained.load(standardLibrary: Repository.standardLibrary)
    #expect(network.sampleShape?.dimensions == [64])
    #expect(network.dtype == .float32)
    let digits = try BundledData.digits.load(standardLibrary: Repository.standardLibrary)
    // Held out: scripts/train_models.lua trains on the other part of the same split.
    let test = try digits.split(0.8, seed: 1, stratify: true).1
    #expect(test.count == 359)
    #expect(try network.accuracy(.tensor(test.x), .tensor(test.y)) > 0.955)
    #expect(try network.accuracy(.tensor(digits.x), .tensor(digits.y)) > 0.99)
    #expect(
      throws: DataError.self, "a folder without models"
    ) { try pretrained.load(standardLibrary: NSTemporaryDirectory()) }
  }
}
