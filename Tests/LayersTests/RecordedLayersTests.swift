import Foundation
import Layers
import Tensors
import TestSupport
import Testing

/// Layers against what PyTorch computes (scripts/layer_fixtures.py), in double precision.
@Suite struct RecordedLayersTests {
  struct Case: Decodable, Sendable, CustomStringConvertible {
    let name: String
    let parameters: [Double]
    let x: [Double]
    let shape: [Int]
    let output: [Double]
    let gradient: [Double]
    let trained: [Double]?
    let trainedGradient: [Double]?
    let buffers: [Double]?
    let after: [Double]?
    var description: String { name }
  }

  static let cases: [Case] = {
    let file = Repository.fixtures.appending(path: "layers.json")
    return (try? JSONDecoder().decode([Case].self, from: Data(contentsOf: file))) ?? []
  }()

  private static func layers(_ name: String) throws -> [any Layer] {
    let window = try PoolingWindow(Extent(3), stride: Extent(2), padding: Extent(1))
    return switch name {
    case "conv":
      [try Conv2d(2, 3, kernel: Extent(3, 2), stride: Extent(2, 1), padding: Extent(1, 0))]
    case "max_pool": [MaxPool2d(window)]
    case "avg_pool": [AvgPool2d(window)]
    case "batch_norm": [try BatchNorm(3)]
    case "batch_norm_images": [try BatchNorm(2)]
    case "network":
      [
        try Conv2d(1, 2, kernel: Extent(3), padding: Extent(1)), try BatchNorm(2), ReLU(),
        MaxPool2d(try PoolingWindow(Extent(2))), Flatten(), try Linear(8, 3), try BatchNorm(3),
        Tanh(),
      ]
    case "elu": [ELU(0.7)]
    case "gelu": [GELU()]
    case "hardtanh": [HardTanh()]
    case "leaky_relu": [LeakyReLU(0.1)]
    case "silu": [SiLU()]
    case "softplus": [Softplus()]
    case "relu": [ReLU()]
    case "sigmoid": [Sigmoid()]
    default: []
    }
  }

  /// Expects the numbers that were recorded.
  private func expectRecorded(_ got: Value, _ recorded: [Double]?, _ what: String) throws {
    try expectClose(
      got.tensor().doubles, #require(recorded, "\(what) is not recorded"), absolute: 1e-12,
      relative: 2e-12, what)
  }

  /// The sum of outputs by the weights that the recording used.
  private func weighted(_ y: Value) throws -> Value {
    let weights = (0..<y.shape.count).map { Foundation.sin(Double($0) * 1.7 + 0.3) }
    return try (y * .tensor(Tensor(weights, shape: y.shape, dtype: .float64))).sum()
  }

  @Test func everyCaseIsThere() { #expect(Self.cases.count == 14) }

  @Test(arguments: cases) func evaluation(_ c: Case) throws {
    let net = try Network(Self.layers(c.name), dtype: .float64)
      .with(parameters: .tensor(Tensor(c.parameters, dtype: .float64)))
    let x = Value.tensor(try Tensor(c.x, shape: Shape(c.shape), dtype: .float64))
    try expectRecorded(net(x), c.output, c.name)
    let byInput = try valueAndGradient(of: { try weighted(net($0[0])) }, at: [x]).gradient
    let byParameters = try valueAndGradient(
      of: { try weighted(net.with(parameters: $0[0])(x)) }, at: [net.parameters]
    ).gradient
    let flat = try byInput.reshaped(to: Shape([x.shape.count]))
    try expectRecorded(
      .concatenated([flat, byParameters], dimension: 0), c.gradient, "gradient of \(c.name)")
  }

  @Test(arguments: cases.filter { $0.trained != nil }) func training(_ c: Case) throws {
    var net = try Network(Self.layers(c.name), dtype: .float64)
      .with(parameters: .tensor(Tensor(c.parameters, dtype: .float64)))
    let x = Value.tensor(try Tensor(c.x, shape: Shape(c.shape), dtype: .float64))
    let key = Value.tensor(try Training.key(seed: 0, counter: 0))
    let passes = ["batch_norm": 3][c.name] ?? 2
    for pass in 1...passes {
      let scaled = try x * Double(pass)
      let (training, state) = net.inTraining(key: key)
      let output = try training(scaled)
      if pass == passes {
        try expectRecorded(output, c.trained, c.name)
        let gradient = try valueAndGradient(
          of: { w in
            // In a plan as in fit: the state belongs to the trace in which it was made.
            try weighted(net.with(parameters: w[0]).inTraining(key: key).network(scaled))
          }, at: [net.parameters]
        ).gradient
        try expectRecorded(gradient, c.trainedGradient, "gradient of \(c.name)")
      }
      net = try net.with(buffers: state.buffers)
    }
    try expectRecorded(net.buffers, c.buffers, "buffers of \(c.name)")
    try expectRecorded(net(x), c.after, "evaluation after training of \(c.name)")
  }
}
