/// A minimum as a leaf of trees: its number and its energy.
public struct Basin: Sendable, Equatable {
  public var id: Int
  public var energy: Double

  public init(id: Int, energy: Double) {
    self.id = id
    self.energy = energy
  }
}
