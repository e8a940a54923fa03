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
  public var saddles = Saddles()
  /// What the files have that was left out.
  public var notes: [String] = []

  /// The same of transition states.
  public struct Saddles: Sendable, Equatable {
    public var imported = 0
    public var known = 0
    /// With an energy: `SaddleFailure`, by its word.
    public var failures: [String: Int] = [:]
    /// Those that the other program calls invalid, and without an energy those above a minimum that it calls so.
    public var invalid = 0
    /// With an energy: minima below transition states that were not among the file's.
    public var newMinima = 0

    public init() {}

    public var failed: Int { failures.values.reduce(0, +) }
  }

  public init() {}

  public var failed: Int { failures.values.reduce(0, +) }
}
