import DataIO
import Foundation
import Layers
import NetworkFiles
import Tensors
import TestSupport
import Testing

@Suite struct NetworkFileTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  func path(_ name: String) -> String { scratch.path(name) }

  func network(_ dtype: DType = .float32, seed: UInt64 = 1) throws -> Network {
    try Network(
      [
        Flatten(), Linear(6, 5), ReLU(), Linear(5, 4, bias: false), Tanh(), LeakyReLU(0.2),
        Softplus(), SiLU(), Sigmoid(), Identity(), Linear(4, 3),
      ], seed: seed, dtype: dtype)
  }

  func x() throws -> Value {
    .tensor(try Tensor((0..<12).map { Double($0) / 6 - 1 }, shape: Shape([2, 6])))
  }

  @Test(arguments: ["a.safetensors", "a.npz", "a.onnx"], [DType.float32, .float64])
  func networksComeBack(name: String, dtype: DType) throws {
    let network = try network(dtype)
    try NetworkFile.save(network, to: path(name))
    let read = try NetworkFile.load(path(name))
    #expect(read.dtype == dtype)
    #expect(read.parameterCount == network.parameterCount)
    let (a, b) = (try network(x()).tensor(), try read(x()).tensor())
    expectClose(a.doubles, b.doubles, absolute: 1e-6)
    if !name.hasSuffix(".onnx") {
      #expect(read.layers.map(\.name) == network.layers.map(\.name))
      #expect(try read.parameters.tensor().isEqual(to: network.parameters.tensor()))
    }
    #expect(try NetworkFile.load(path(name), dtype: .float64).dtype == .float64)
  }

  /// As many levels as a file can hold come back; more are an error when it is written, and when it is read.
  @Test func nestedLayers() throws {
    func nested(_ depth: Int) throws -> Network {
      try Network([(0..<depth).reduce(Tanh() as any Layer) { layer, _ in Residual([layer]) }])
    }
    for name in ["deep.safetensors", "deep.npz"] {
      try NetworkFile.save(nested(200), to: path(name))
      #expect(Nesting.depth(of: try NetworkFile.load(path(name)).layers) == 200)
      #expect(throws: NetworkFileError.nested(limit: 200)) {
        try NetworkFile.save(nested(201), to: path(name))
      }
    }
    for depth in [201, 300, 100_000] {
      let layers =
        String(repeating: "{\"type\":\"Residual\",\"layers\":[", count: depth)
        + "{\"type\":\"Tanh\"}" + String(repeating: "]}", count: depth)
      try Safetensors(
        tensors: [], metadata: ["tarn.architecture": "{\"version\":1,\"layers\":[\(layers)]}"]
      ).write(to: path("deeper.safetensors"))
      do {
        _ = try NetworkFile.load(path("deeper.safetensors"))
        Issue.record("no error at \(depth)")
      } catch {
        #expect("\(error)".contains("deeper.safetensors"))
        #expect("\(error)".contains("deeper than 200 levels"), "\(error)")
      }
    }
    // A sample of a size that no batch can have.
    try Safetensors(
      tensors: [],
      metadata: [
        "tarn.architecture":
          "{\"version\":1,\"layers\":[{\"type\":\"Tanh\"}],\"input\":[18014398509481984]}"
      ]
    ).write(to: path("wide.safetensors"))
    let wide = try NetworkFile.load(path("wide.safetensors"))
    #expect(try wide(.tensor(Tensor.full(0, shape: Shape([1000, 0])))).shape == Shape([1000, 0]))
  }

  /// Every layer that a file can describe, on images of 8 x 8.
  func imageNetwork() throws -> Network {
    let network = try Network(
      [
        Normalize(mean: [0.1, -0.2], deviation: [0.5, 2]),
        Conv2d(2, 3, kernel: Extent(3), padding: Extent(1)), BatchNorm(3), ELU(0.7),
        Residual([Conv2d(3, 3, kernel: Extent(3, 1), padding: Extent(1, 0), bias: false), GELU()]),
        MaxPool2d(PoolingWindow(Extent(2))), Dropout(0.3),
        Sequential([
          HardTanh(), AvgPool2d(PoolingWindow(Extent(3), stride: Extent(1), padding: Extent(1))),
        ]),
        Reshape([4, -1]), Flatten(), Linear(48, 5),
      ], seed: 4)
    let statistics = try Tensor([0.1, -0.1, 0.2, 0.5, 1.5, 0.9])
    return try network.with(buffers: .tensor(statistics))
  }

  @Test(arguments: ["i.safetensors", "i.npz", "i.onnx"]) func imageNetworksComeBack(name: String)
    throws
  {
    let network = try imageNetwork()
    var random = CounterRandom(seed: 1, stream: 0)
    let x = try Tensor((0..<3 * 128).map { _ in random.normal() }, shape: Shape([3, 2, 8, 8]))
    let expected = try network(.tensor(x)).tensor()
    try NetworkFile.save(network, to: path(name))
    let read = try NetworkFile.load(path(name))
    let result = try read(.tensor(x)).tensor()
    #expect(result.shape == expected.shape)
    expectClose(result.doubles, expected.doubles, absolute: 1e-5)
    if let folder = ProcessInfo.processInfo.environment["TARN_ONNX_EXPORT"], name == "i.onnx" {
      // For scripts/fixtures/onnx_check.py.
      try NetworkFile.save(network, to: "\(folder)/images.onnx")
      try NPZ.write([("x", x), ("y", expected)], to: "\(folder)/images.npz")
    }
  }

  @Test(arguments: [0, 1]) func parametersByNameCountedFromZeroOrOne(first: Int) throws {
    let (network, other) = (try network(), try network(seed: 2))
    let tensors = try network.blocks.map { block in
      let parts = block.name.split(separator: ".")
      let tensor = try network.parameters.sliced(0, block.range).reshaped(to: block.shape).tensor()
      return ("\(Int(parts[0])! - 1 + first).\(parts[1])", tensor)
    }
    try Safetensors(tensors: tensors.reversed()).write(to: path("p.safetensors"))
    try NPZ.write(tensors, to: path("p.npz"))
    for name in ["p.safetensors", "p.npz"] {
      let loaded = try NetworkFile.loadParameters(path(name), into: other)
      #expect(try loaded.parameters.tensor().isEqual(to: network.parameters.tensor()))
    }
    let error = #expect(throws: NetworkFileError.self) {
      try NetworkFile.load(path("p.safetensors"))
    }
    #expect(error == .noArchitecture(path: path("p.safetensors")))
  }

  @Test func parametersOfAnotherNetwork() throws {
    let network = try network()
    try NetworkFile.save(Network([Linear(6, 5)]), to: path("a.safetensors"))
    let names = #expect(throws: NetworkFileError.self) {
      try NetworkFile.loadParameters(path("a.safetensors"), into: network)
    }
    #expect(names?.description.contains("it has no 2.weight") == true)
    let shape = #expect(throws: NetworkFileError.self) {
      try NetworkFile.loadParameters(path("a.safetensors"), into: Network([Linear(5, 6)]))
    }
    #expect(shape?.description.contains("tensor \"1.weight\": expected 6x5, got 5x6") == true)
    #expect(throws: NetworkFileError.self) { try NetworkFile.load(path("a.pt")) }
  }

  @Test func layersWithoutDescription() throws {
    let network = try Network([FunctionLayer(name: "Lambda") { x, _ in x }])
    for name in ["a.safetensors", "a.npz"] {
      #expect(throws: NetworkFileError.notDescribed(layers: ["Lambda"])) {
        try NetworkFile.save(network, to: path(name))
      }
    }
    #expect(throws: NetworkFileError.sampleShape(candidates: 0)) {
      try NetworkFile.save(network, to: path("a.onnx"))
    }
    try NetworkFile.save(network, to: path("a.onnx"), sampleShape: Shape([3]))
    #expect(try NetworkFile.load(path("a.onnx")).parameterCount == 0)
  }

  @Test(arguments: [
    "not json", "{}", #"{"version": 2, "layers": []}"#,
    #"{"version": 1, "layers": [{"type": "Magic"}]}"#,
    #"{"version": 1, "layers": [{"type": "Linear"}]}"#,
    #"{"version": 1, "layers": [{"type":"Linear","numbers":{"inputs":1e9,"outputs":1e9,"bias":0}}]}"#,
    #"{"version": 1, "layers": [{"type":"Linear","numbers":{"inputs":0.5,"outputs":1,"bias":0}}]}"#,
    String(repeating: #"{"layers":["#, count: 5000),
  ]) func hostileDescriptions(json: String) throws {
    try Safetensors(tensors: [], metadata: ["tarn.architecture": json]).write(
      to: path("a.safetensors"))
    #expect(throws: (any Error).self) { try NetworkFile.load(path("a.safetensors")) }
  }

  @Test func nnet() throws {
    let text =
      "// x\n2,2,1,2,\n2,2,1,\n0,\n-1,-1,\n1,1,\n0.5,0,10,\n2,1,3,\n1,0,\n0,-1,\n0,\n0,\n1,1,\n2,\n"
    try text.write(toFile: path("a.nnet"), atomically: true, encoding: .utf8)
    let network = try NetworkFile.load(path("a.nnet"), dtype: .float64)
    // Clamped to [-1, 1]; normalised to (0.25, -1); hidden (0.25, 1); 1.25 + 2 = 3.25; raw 19.75.
    let y = try network(.tensor(Tensor([1, -7], shape: Shape([1, 2]), dtype: .float64))).tensor()
    expectClose(y[0], 19.75, absolute: 1e-12)
    #expect(network.parameterCount == 9)
    #expect(network.layers.last is Linear)
  }
}
