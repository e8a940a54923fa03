/// A transition state as an edge of the graph of minima: which two lie below it. Both may be the same one, up to the
/// symmetry.
public struct SaddleLink: Sendable, Equatable {
  /// The number of the transition state.
  public var id: Int
  public var energy: Double
  /// The numbers of the minima.
  public var first: Int
  public var second: Int

  public init(id: Int, energy: Double, first: Int, second: Int) {
    self.id = id
    self.energy = energy
    self.first = first
    self.second = second
  }
}
