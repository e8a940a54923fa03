/// Random points of boxes: what bounds of an image must contain.
package enum BoxSamples {
  /// `count` points of the box between two corners.
  /// - Parameter corners: the share of points that are corners.
  @inlinable
  package static func points(
    lower: [Double], upper: [Double], count: Int, corners: Double = 0.5,
    using random: inout some RandomNumberGenerator
  ) -> [[Double]] {
    (0..<count).map { _ in
      let isCorner = Double.random(in: 0..<1, using: &random) < corners
      return zip(lower, upper).map { low, high in
        let t = Double.random(in: 0..<1, using: &random)
        // Rounding must not lead out of the box.
        return min(max(low + (isCorner ? t.rounded() : t) * (high - low), low), high)
      }
    }
  }
}
