/// What came of a file of another program.
public struct ImportReport: Sendable, Equatable {
  /// Minima that are new in the atlas.
  public var imported = 0
  /// Minima that the atlas had before.
  public var known = 0
  /// With an energy: points whose quench led to no proved minimum, by reason. They are not stored.
  public var failures: [String: Int] = [:]
  /// Points that the other program itself calls invalid. They are not stored.
  public var invalid = 0
  /// With an energy: the largest difference between it and the file's, at the points of the file.
  public var energyDifference: Double?
  /// What the file has that was left out.
  public var notes: [String] = []

  public init() {}

  public var failed: Int { failures.values.reduce(0, +) }
}
