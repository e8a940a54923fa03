import Foundation
import Landscape
import Tensors

/// The energy at fixed points: it tells landscapes apart that descriptions cannot, such as those of other data.
///
/// Points of five scales, each once around the origin and once with positive coordinates only: some energies are no
/// numbers elsewhere, some differ only far out, and some are so high near the origin that a difference is lost in them.
struct TestValues: Equatable {
  /// nil where the energy is not a finite number.
  var values: [Double?]

  private static let scales = [0.1, 0.5, 1.0, 3.0, 10.0]
  /// Energies agree to this share on all machines.
  static let tolerance = 1e-9

  init(of surface: any EnergySurface) throws {
    let evaluator = try surface.makeEvaluator()
    var slope = [Double](repeating: 0, count: surface.dimension)
    values = []
    for (k, scale) in TestValues.scales.enumerated() {
      for isPositive in [false, true] {
        var random = CounterRandom(seed: 0, stream: UInt64(2 * k + (isPositive ? 1 : 0)))
        let x = (0..<surface.dimension).map { _ -> Double in
          scale * (isPositive ? random.uniform() : random.symmetric())
        }
        // An energy that cannot be computed there is none either.
        let value = try? evaluator.energy(x, gradient: &slope)
        values.append(value.flatMap { $0.isFinite ? $0 : nil })
      }
    }
  }

  /// As it stands in the table meta.
  var text: String { values.map { $0.map { "\($0)" } ?? "none" }.joined(separator: " ") }

  /// nil: the text is none of this kind.
  init?(text: String) {
    values = []
    for word in text.split(separator: " ") {
      if word == "none" {
        values.append(nil)
      } else if let value = Double(word), value.isFinite {
        values.append(value)
      } else {
        return nil
      }
    }
    guard values.count == 2 * TestValues.scales.count else { return nil }
  }

  /// The first value that differs: what one and the other has.
  func difference(from other: TestValues) -> (own: String, other: String)? {
    for (a, b) in zip(values, other.values) where !TestValues.agree(a, b) {
      return (a.map { "\($0)" } ?? "none", b.map { "\($0)" } ?? "none")
    }
    return nil
  }

  static func agree(_ a: Double?, _ b: Double?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - b) <= tolerance * max(abs(a), abs(b), 1e-3)
  }
}
