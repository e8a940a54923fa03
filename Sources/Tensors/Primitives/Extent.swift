/// A number down and a number across: the size of a kernel, its stride, or the zeros around an image.
public struct Extent: Hashable, Sendable {
  public let height: Int
  public let width: Int

  public init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
  }

  public init(_ both: Int) { self.init(both, both) }

  /// The last two sizes of a shape that has them.
  package init(lastOf shape: Shape) { self.init(shape[shape.rank - 2], shape[shape.rank - 1]) }

  /// Above it nothing is an image any more, and sums of sizes could overflow.
  static let limit = 1 << 24

  /// How many places there are for a kernel of this size, in steps of `stride`, on a padded image;
  /// nil where it does not fit.
  func places(on image: Extent, stride: Extent, padding: Extent) -> Extent? {
    func count(_ image: Int, _ kernel: Int, _ stride: Int, _ padding: Int) -> Int? {
      let all = [image, kernel, stride, padding]
      guard all.allSatisfy({ $0 <= Extent.limit }), kernel > 0, stride > 0, padding >= 0,
        image + 2 * padding >= kernel
      else { return nil }
      return (image + 2 * padding - kernel) / stride + 1
    }
    guard let high = count(image.height, height, stride.height, padding.height),
      let wide = count(image.width, width, stride.width, padding.width)
    else { return nil }
    return Extent(high, wide)
  }
}

extension Extent: CustomStringConvertible {
  public var description: String { height == width ? "\(height)" : "\(height)x\(width)" }
}
