/// A coefficient of correlation and its two-sided p value against independence.
public struct Coefficient: Sendable, Equatable {
  public var value: Double
  public var p: Double
}

extension Statistics {
  /// Pearson's coefficient of linear correlation, p from Student's t with n - 2 degrees of freedom.
  public static func pearson(_ x: [Double], _ y: [Double]) throws -> Coefficient {
    try requirePairs(x, y, "pearson")
    return withStudentP(linearCorrelation(x, y), count: x.count)
  }

  /// NaN if a side is constant.
  static func linearCorrelation(_ x: [Double], _ y: [Double]) -> Double {
    let (centerX, centerY) = (average(x), average(y))
    // Scaled to at most one, so that squares neither overflow nor vanish.
    let scaleX = x.reduce(0) { max($0, abs($1 - centerX)) }
    let scaleY = y.reduce(0) { max($0, abs($1 - centerY)) }
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for i in x.indices {
      let (a, b) = ((x[i] - centerX) / scaleX, (y[i] - centerY) / scaleY)
      xx += a * a
      yy += b * b
      xy += a * b
    }
    let value = xy / (xx * yy).squareRoot()
    return value.isNaN ? .nan : max(-1, min(1, value))
  }

  static func withStudentP(_ r: Double, count: Int) -> Coefficient {
    Coefficient(value: r, p: studentP(r, freedom: Double(count - 2)))
  }
}
