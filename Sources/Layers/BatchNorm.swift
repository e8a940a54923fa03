import Tensors

/// (x - mean) / sqrt(variance + 1e-5) w + b for each feature, dimension 1 of [n, features] or of
/// [n, features, h, w] (Ioffe and Szegedy 2015). In training the mean and variance are those of the batch,
/// and the running ones move a tenth of the way to them; in evaluation they are the running ones.
public struct BatchNorm: Layer {
  public let features: Int
  public static let epsilon = 1e-5
  public static let momentum = 0.1

  public init(_ features: Int) throws {
    _ = try Shape([features])
    self.features = features
  }

  public var name: String { "BatchNorm(\(features))" }

  private var shape: Shape { Shape(unchecked: [features]) }

  public var parameters: [Parameter] {
    [
      Parameter("weight", shape, .constant(1)),
      Parameter("bias", shape, isBias: true, .constant(0)),
    ]
  }

  public var buffers: [Parameter] {
    [
      Parameter("running_mean", shape, .constant(0)),
      Parameter("running_var", shape, .constant(1)),
    ]
  }

  public var differsInTraining: Bool { true }

  public func callAsFunction(_ x: Value, _ parameters: [Value]) throws -> Value {
    try evaluated(x, parameters)
  }

  public func forward(
    _ x: Value, _ parameters: [Value], _ buffers: [Value], _ training: Training?
  ) throws -> (output: Value, buffers: [Value]) {
    guard x.shape.rank >= 2, x.shape[1] == features else {
      throw LayerError(
        got: x.shape, expected: "[n, \(features)] or [n, \(features), height, width]")
    }
    let (weight, bias) = (parameters[0], parameters[1])
    guard training != nil else {
      // One product and one sum: the statistics are numbers by now.
      let scale = try weight / (buffers[1] + BatchNorm.epsilon).sqrt()
      let shift = try bias - buffers[0] * scale
      return (try x * scale.perChannel(of: x) + shift.perChannel(of: x), buffers)
    }
    let samples = x.shape.count / max(features, 1)
    guard samples > 1 else {
      throw TooFewValuesError(got: x.shape)
    }
    let others = (0..<x.shape.rank).filter { $0 != 1 }
    let mean = try x.mean(others)
    let centered = try x - mean.perChannel(of: x)
    let variance = try centered.square().mean(others)
    let scale = try weight / (variance + BatchNorm.epsilon).sqrt()
    let output = try centered * scale.perChannel(of: x) + bias.perChannel(of: x)
    let unbiased = Double(samples) / Double(samples - 1)
    func moved(_ running: Value, _ batch: Value) throws -> Value {
      try running * (1 - BatchNorm.momentum) + batch.stopGradient() * BatchNorm.momentum
    }
    return (output, [try moved(buffers[0], mean), try moved(buffers[1], variance * unbiased)])
  }
}
