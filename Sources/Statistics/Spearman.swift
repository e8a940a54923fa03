extension Statistics {
  /// Spearman's coefficient of rank correlation: Pearson's of the ranks, ties sharing their mean
  /// rank; p from Student's t with n - 2 degrees of freedom.
  public static func spearman(_ x: [Double], _ y: [Double]) throws -> Coefficient {
    try requirePairs(x, y, "spearman")
    return withStudentP(rankCorrelation(x, y), count: x.count)
  }

  /// NaN if a side is constant.
  static func rankCorrelation(_ x: [Double], _ y: [Double]) -> Double {
    linearCorrelation(averageRanks(x), averageRanks(y))
  }
}
