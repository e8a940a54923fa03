import DataIO
import Layers
import Losses
import Tensors

/// Checks samples and targets before a training, by the loss itself on a few of them: inside a plan they
/// are not known.
enum TrainingData {
  static func check(_ net: Network, _ loss: any LossTerm, x: Tensor, y: Tensor) throws {
    guard x.shape.rank > 0, x.shape[0] > 0 else { throw Trainer.Failure.empty }
    guard y.shape.rank > 0, y.shape[0] == x.shape[0] else {
      throw Trainer.Failure.samples(x: x.shape, y: y.shape)
    }
    // The least and the largest target, and one that is not whole: if any is out of range, one of these.
    var rows = [0]
    if y.shape.rank == 1 {
      let values = y.doubles
      let least = values.indices.min { values[$0] < values[$1] } ?? 0
      let largest = values.indices.max { values[$0] < values[$1] } ?? 0
      let odd = values.firstIndex { $0 != $0.rounded() }
      rows = Array(Set([least, largest] + (odd.map { [$0] } ?? []))).sorted()
    }
    do {
      _ = try loss(net, .tensor(x.rows(rows)), .tensor(y.rows(rows)))
    } catch LabelError.value(let value, let sample, let classes) where sample <= rows.count {
      throw LabelError.value(value, sample: rows[sample - 1] + 1, classes: classes)
    }
  }

  /// Whether targets are one whole number from 1 for each sample.
  static func canBeClasses(_ y: Tensor) -> Bool {
    y.shape.count == y.shape[0]
      && (0..<y.count).allSatisfy { y[$0] >= 1 && y[$0] == y[$0].rounded() }
  }

  /// The first sample (from 0) of these with an element that is not finite.
  static func notFinite(_ x: Tensor, rows: [Int32]) -> (row: Int, value: Double)? {
    let width = x.count / max(x.shape[0], 1)
    for row in rows {
      for k in 0..<width where !x[Int(row) * width + k].isFinite {
        return (Int(row), x[Int(row) * width + k])
      }
    }
    return nil
  }

  /// A number that tells data apart: FNV-1a over words of eight bytes.
  static func fingerprint(_ tensors: [Tensor]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for tensor in tensors {
      tensor.withBytes { bytes in
        let whole = bytes.count / 8
        for k in 0..<whole {
          hash =
            (hash ^ bytes.loadUnaligned(fromByteOffset: 8 * k, as: UInt64.self))
            &* 0x100_0000_01B3
        }
        for k in 8 * whole..<bytes.count { hash = (hash ^ UInt64(bytes[k])) &* 0x100_0000_01B3 }
      }
    }
    return String(hash, radix: 16)
  }
}
