import Landscape
import Layers
import Tensors

/// How the length of a direction through parameter space is set by the parameters it starts from, so that pictures of different
/// networks can be compared (Li, Xu, Taylor, Studer and Goldstein, NeurIPS 2018, section 4).
public enum DirectionScale: String, Sendable, CaseIterable {
  /// Each filter of a convolution, each row of a linear layer's weights has the norm of the parameters there.
  case filter
  /// Each block of weights has.
  case layer
  /// As it is.
  case none
}

extension Network {
  /// A direction scaled to these parameters. What has one dimension only (biases, and the factors of batch normalisation) is left
  /// as it is, or made zero, as Li et al. do.
  ///
  /// A filter that is zero in the parameters becomes zero: nothing scales with it.
  public func scaled(
    _ direction: [Double], _ scale: DirectionScale, ignoreBias: Bool
  ) throws -> [Double] {
    guard direction.count == parameterCount else {
      throw SliceError.length(direction: 0, expected: parameterCount, got: direction.count)
    }
    guard scale != .none || ignoreBias else { return direction }
    let parameters = try parameters.cast(to: .float64).tensor(for: "the scale of a direction")
      .doubles
    var scaled = direction
    func norm(_ values: [Double], _ range: Range<Int>) -> Double {
      range.reduce(0) { $0 + values[$1] * values[$1] }.squareRoot()
    }
    for block in blocks {
      guard block.shape.rank > 1 else {
        if ignoreBias { for k in block.range { scaled[k] = 0 } }
        continue
      }
      let filters = scale == .filter ? block.shape[0] : 1
      guard scale != .none, filters > 0 else { continue }
      let length = block.shape.count / filters
      for filter in 0..<filters {
        let first = block.range.lowerBound + filter * length
        let range = first..<first + length
        let (own, wanted) = (norm(direction, range), norm(parameters, range))
        for k in range { scaled[k] = own > 0 ? direction[k] / own * wanted : 0 }
      }
    }
    return scaled
  }

  /// Random directions, normally distributed and then scaled. Each has a stream of its own.
  public func randomDirections(
    _ count: Int, _ scale: DirectionScale, ignoreBias: Bool, seed: UInt64
  ) throws -> [[Double]] {
    try (0..<count).map { number in
      var random = CounterRandom(seed: seed, stream: UInt64(number))
      return try scaled(
        (0..<parameterCount).map { _ in random.normal() }, scale, ignoreBias: ignoreBias)
    }
  }
}
