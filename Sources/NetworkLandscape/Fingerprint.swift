import Foundation
import Landscape
import Tensors

/// The energy at a fixed point: it tells landscapes apart that descriptions cannot, such as those of
/// other data.
public enum Fingerprint {
  /// Under which an atlas keeps it. Compared last, in the order of names: net, loss and the shape of the
  /// data say more when they differ.
  public static let name = "value at a test point"

  /// Ten digits, which are the same on every machine; the last ones depend on its vector units.
  public static func of(_ surface: any EnergySurface) throws -> String {
    var random = CounterRandom(seed: 0)
    let x = (0..<surface.dimension).map { _ in random.symmetric() }
    var slope = x
    return String(format: "%.10g", try surface.makeEvaluator().energy(x, gradient: &slope))
  }
}
