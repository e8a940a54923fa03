import Settings

/// How stored points are proved.
public struct CertificateOptions: Defaulted, Sendable, Equatable {
  /// How far from a stored point the stationary one may be, Euclidean.
  public var tolerance = 1e-7
  public var workers = 1

  public init() {}

  public static let about = About(
    "verify",
    "Proves by interval arithmetic that each stored point is, within the tolerance, a true stationary point: the only one "
      + "in a region around it, of the stated index, and not the same as another one.",
    source: "Krawczyk 1969; Rump 2010, section 13")
  public static let settings: [Setting<CertificateOptions>] = [
    .number(
      "tolerance", \.tolerance, .positive,
      "How far from a stored point the stationary one may be, Euclidean."),
    .integer(
      "workers", \.workers, 1...1024, rule: "the session's threads", identifies: false,
      "Threads. No influence on results."),
  ]
}
