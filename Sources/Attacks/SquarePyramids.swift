import Foundation
import Regions
import Tensors

/// The pattern of a window in l2 and l1: its halves are two pyramids of opposite signs, whose steps of width 1 are as high
/// as 1, 1/4, 1/9, ..., in l1 the squares of that (Andriushchenko et al. 2020, section 4.2, eq. 3; Croce & Hein 2021).
/// Windows are halved along their lines or across them.
struct SquarePyramids {
  private let norm: Norm
  /// Sums of the heights of so many steps, from 0.
  private let sums: [Double]

  init(_ grid: ImageGrid, _ norm: Norm) {
    self.norm = norm
    var sums = [0.0]
    for k in 1...max(grid.height, grid.width) + 2 {
      sums.append(sums[k - 1] + pow(Double(k), norm == .l1 ? -4 : -2))
    }
    self.sums = sums
  }

  /// How large what is in each picture is, [n, channels, 1, 1].
  func length(_ images: Value) throws -> Value {
    try norm == .l1
      ? images.abs().sum([2, 3], keep: true) : images.norm([2, 3], keep: true)
  }

  /// Of length 1, or 0 where there is nothing.
  func unit(_ images: Value) throws -> Value { try images / length(images).maximum(1e-12) }

  /// Half of a window: where it begins along the direction in which windows are halved, how long it is, and how many
  /// steps its pyramid has.
  struct Half {
    let first: Int
    let length: Int
    let steps: Int

    /// - Parameters:
    ///   - side: of the window along that direction.
    ///   - breadth: its other side.
    static func both(side: Int, breadth: Int) -> [Half] {
      [(0, side / 2), (side / 2, side - side / 2)].map { first, length in
        Half(first: first, length: length, steps: max(length / 2, breadth / 2) + 1)
      }
    }
  }

  /// A pyramid over half of a window, 0 elsewhere; its length is 1, or 0 where the half is empty.
  /// - Parameters:
  ///   - along, across: places of a window, from its first, in the direction that is halved and in the other.
  ///   - breadth: the window's other side, a scalar; all others are those of `Half`, as scalars.
  private func pyramid(
    along: Value, across: Value, breadth: Value, first: Value, length: Value, height: Value,
    mask: Value
  ) throws -> Value {
    let dtype = mask.dtype
    func middle(_ size: Value) throws -> Value {
      try (size * 0.5).cast(to: .int32).cast(to: dtype)
    }
    let inside = try along.greaterOrEqual(to: first) * along.less(than: first + length) * mask
    let distance = try (along - first - middle(length)).abs().maximum(
      (across - middle(breadth)).abs())
    let table = Value.tensor(try Tensor(sums, dtype: dtype))
    let places = try distance.minimum(Double(sums.count - 1)).cast(to: .int32)
    let below = try table.gathered(0, places.reshaped(to: Shape([places.shape.count])))
      .reshaped(to: places.shape)
    return try unit((height - below) * inside)
  }

  /// The pattern of windows, of length 1.
  /// - Parameters:
  ///   - along, across: places from the window's first, that can be broadcast to the mask's shape.
  ///   - sides: of the window, along the direction in which it is halved and across, of a step.
  ///   - number: a scalar that follows from the step.
  func pattern(
    along: Value, across: Value, mask: Value, sides: @escaping @Sendable (Int) -> (Int, Int),
    number: (@escaping @Sendable (Int) -> Double) throws -> Value
  ) throws -> Value {
    let sums = sums
    let breadth = try number { Double(sides($0).1) }
    let halves = try (0..<2).map { which in
      @Sendable func half(_ step: Int) -> Half {
        let (side, breadth) = sides(step)
        return Half.both(side: side, breadth: breadth)[which]
      }
      return try pyramid(
        along: along, across: across, breadth: breadth, first: number { Double(half($0).first) },
        length: number { Double(half($0).length) }, height: number { sums[half($0).steps] },
        mask: mask)
    }
    return try unit(halves[0] - halves[1])
  }
}
