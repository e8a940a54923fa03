import Tensors

/// (x - mean) / deviation, by one number or one for each channel (dimension 1): inputs are given, and
/// perturbed, in raw units.
public struct Normalize: Layer {
  public let mean: [Double]
  public let deviation: [Double]

  public init(mean: [Double], deviation: [Double]) throws {
    guard !mean.isEmpty, !deviation.isEmpty,
      mean.count == deviation.count || mean.count == 1 || deviation.count == 1
    else {
      throw LayerSettingError(
        "Normalize: mean and std must be numbers or lists of one length, got \(mean.count) and "
          + "\(deviation.count) numbers")
    }
    guard mean.allSatisfy(\.isFinite), deviation.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw LayerSettingError(
        "Normalize: mean must be finite and std positive, got \(Self.list(mean)) and "
          + Self.list(deviation))
    }
    self.mean = mean
    self.deviation = deviation
  }

  public var name: String { "Normalize(\(Self.list(mean)), \(Self.list(deviation)))" }

  private static func list(_ numbers: [Double]) -> String {
    numbers.count == 1
      ? "\(numbers[0])"
      : numbers.count <= 3
        ? "{\(numbers.map { "\($0)" }.joined(separator: ", "))}" : "\(numbers.count) channels"
  }

  public func callAsFunction(_ x: Value, _ parameters: [Value]) throws -> Value {
    let channels = max(mean.count, deviation.count)
    guard channels == 1 || x.shape.rank >= 2 && x.shape[1] == channels else {
      throw LayerError(got: x.shape, expected: "[n, \(channels), …]")
    }
    func value(_ numbers: [Double]) throws -> Value {
      let vector = Value.tensor(try Tensor(numbers, dtype: x.dtype))
      return numbers.count == 1
        ? try vector.reshaped(to: .scalar) : try vector.perChannel(of: x)
    }
    return try (x - value(mean)) / value(deviation)
  }
}
