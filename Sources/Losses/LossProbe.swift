import Foundation
import Layers
import Tensors

/// What a loss does at two parameter vectors that are always the same, on the first samples of the data: it tells
/// apart losses with functions of scripts in them, which have no description.
public enum LossProbe {
  private static let rows = 8

  /// Of each vector the value, the length of the gradient, and its part along a fixed direction, in double precision;
  /// nil where the loss is not the same twice, not finite, or not to be had.
  public static func values(
    of loss: any LossTerm, _ net: Network, _ x: Tensor, _ y: Tensor
  ) -> [Double]? {
    guard let found = try? probe(loss, net, x, y), found.allSatisfy(\.isFinite),
      let again = try? probe(loss, net, x, y), agree(found, again)
    else { return nil }
    return found
  }

  /// Whether two probes are those of one loss: equal to eight digits.
  public static func agree(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count
      && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-8 * max(abs($0), abs($1), 1e-8) }
  }

  private static func probe(
    _ loss: any LossTerm, _ net: Network, _ x: Tensor, _ y: Tensor
  ) throws -> [Double] {
    let first = 0..<min(rows, x.shape[0])
    let x = try Value.tensor(x).sliced(0, first).floating().cast(to: .float64)
    let y = try Value.tensor(y).sliced(0, first)
    let buffers = try net.buffers.cast(to: .float64)
    return try [1.0, 2].flatMap { scale in
      let parameters = try Tensor(TensorType(net.parameters.shape, .float64)) {
        scale * 0.3 * sin(1 + Double($0))
      }
      let direction = try Tensor(parameters.type) { cos(2 + Double($0)) }
      let found = try valueAndGradient(
        of: { arguments in
          try loss(net.with(parameters: arguments[0]).with(buffers: buffers), x, y)
            .reshaped(to: .scalar)
        }, at: [.tensor(parameters)])
      let gradient = found.gradient
      return try [
        found.value, gradient.square().sum().sqrt(), (gradient * .tensor(direction)).sum(),
      ].map { try $0.cast(to: .float64).tensor().item() }
    }
  }
}
