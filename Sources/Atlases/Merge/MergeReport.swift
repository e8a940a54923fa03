/// What a merge has brought.
public struct MergeReport: Sendable, Equatable, Codable {
  /// In the merged atlas.
  public var minima = 0
  public var saddles = 0
  /// Points of all kinds that it did not have before, and those that it had.
  public var new = 0
  public var known = 0
  /// Searches that it did not have before.
  public var runs = 0
  /// By column: points that had another number in it, which was kept.
  public var conflicts: [String: Int] = [:]

  public init() {}
}
