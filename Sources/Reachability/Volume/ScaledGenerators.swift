import Foundation
import Tensors

/// The generators of zonotopes in float64, each output in units of its radius. So no determinant under-
/// or overflows, and the volume is that of the hull times a number of at most one.
struct ScaledGenerators {
  /// [n, generators, outputs]; the sum of |G_ij| over the generators is 1, or 0 for an output that is
  /// constant.
  let matrix: Value
  /// The logarithm of the hull's volume, [n].
  let logHull: Value
  /// Where a row has generators that are not finite: 1, [n]. Its matrix is zero.
  let isUnbounded: Value
  let dtype: DType

  static let smallest = Double.leastNormalMagnitude

  var rows: Int { matrix.shape[0] }
  var count: Int { matrix.shape[1] }
  var outputs: Int { matrix.shape[2] }

  /// What stands for the logarithm of no volume, as `HullVolume` has it: a side each of the smallest
  /// width.
  var nothing: Double { Double(outputs) * ScaledGenerators.smallest.logarithm }

  /// Where fewer generators than outputs are not zero a set is flat for certain: 1, [n].
  var isFlat: Value {
    get throws {
      let used = try matrix.stopGradient().abs().max([2]).greater(than: 0).sum([1])
      return try used.less(than: used.filled(Double(outputs)))
    }
  }

  /// - Parameter generators: [n, generators, outputs].
  init(_ generators: Value) throws {
    dtype = generators.dtype
    let all = try generators.cast(to: .float64)
    let nothing = try all * 0
    let isFinite = try nothing.equals(nothing.filled(0))
    let finite = try isFinite.select(all, all.filled(0))
    isUnbounded =
      all.shape.count == 0
      ? .tensor(try .full(0, shape: Shape([all.shape[0]]), dtype: .float64))
      : try (-isFinite).max([1, 2]) + 1
    let radius = try finite.abs().sum([1], keep: true)
    let scale = try radius.maximum(ScaledGenerators.smallest)
    matrix = try finite / scale
    logHull = try (scale * 2).log().sum([1, 2])
  }

  /// One number for every row.
  func filled(_ number: Double) throws -> Value {
    .tensor(try .full(number, shape: Shape([rows]), dtype: .float64))
  }

  /// The lowest logarithm that is told from nothing.
  static func logarithm(_ value: Value) throws -> Value { try value.maximum(smallest).log() }
}

/// A volume relative to the hull's, as computed for scaled generators.
struct RelativeVolume {
  /// To which side the number is rounded.
  enum Rounding: Double {
    case down = -1
    case nearest = 0
    case up = 1
  }

  let scaled: ScaledGenerators
  /// Its logarithm, [n] in float64; `ScaledGenerators.nothing` where there is no volume.
  let relative: Value
  var rounding = Rounding.nearest

  /// The logarithm of the volume, in the generators' type.
  var logarithm: Value {
    get throws {
      var sum = try scaled.logHull + relative
      if rounding != .nearest {
        // Of the sum, of its conversion, and of an exponential.
        let digits = scaled.dtype == .float64 ? 0x1p-50 : 0x1p-21
        sum = try sum + (sum.stopGradient().abs() + 4) * (rounding.rawValue * digits)
      }
      return try scaled.isUnbounded.select(sum.filled(.infinity), sum).cast(to: scaled.dtype)
    }
  }

  /// The volume, in the generators' type: zero where there is none.
  var volume: Value {
    get throws {
      let volume = try logarithm.exp()
      guard scaled.outputs > 0 else { return volume }
      let fixed = try relative.stopGradient()
      let isNothing =
        try fixed.lessOrEqual(to: fixed.filled(scaled.nothing))
        * (1 - scaled.isUnbounded)
      return try isNothing.select(volume.filled(0), volume)
    }
  }
}

extension Double {
  var logarithm: Double { log(self) }
}
