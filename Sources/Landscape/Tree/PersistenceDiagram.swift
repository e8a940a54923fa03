/// The persistence of the sublevel sets in dimension 0: when each component of {E <= e} is born, at a minimum, and when it
/// dies, at the transition state where it meets one with a lower minimum (Edelsbrunner, Letscher, Zomorodian 2002).
///
/// Computed of minima and transition states alone, so it is that of the landscape and not of a slice, as far as both are
/// known. The lowest minimum of each component never dies.
public struct PersistenceDiagram: Sendable, Equatable {
  public struct Point: Sendable, Equatable {
    public var birth: Double
    /// Infinite where no path to a lower minimum is known.
    public var death: Double
    /// The number of the minimum.
    public var minimum: Int
    /// The number of the transition state; nil for one that never dies.
    public var saddle: Int?

    public init(birth: Double, death: Double, minimum: Int, saddle: Int?) {
      self.birth = birth
      self.death = death
      self.minimum = minimum
      self.saddle = saddle
    }

    public var persistence: Double { death - birth }
  }

  /// The most persistent ones first; those of equal persistence in order of energy.
  public let points: [Point]

  /// - Parameter least: points of less persistence are left out.
  public init(_ barriers: Barriers, least: Double = 0) throws {
    guard least >= 0 else {
      throw TreeError.invalidOption(
        name: "min_persistence", got: "\(least)", expected: "a number >= 0")
    }
    var points = barriers.minima.map {
      Point(birth: $0.energy, death: .infinity, minimum: $0.id, saddle: nil)
    }
    for merger in barriers.mergers {
      points[Int(merger.younger)].death = merger.energy
      points[Int(merger.younger)].saddle = merger.saddle
    }
    self.init(points.filter { $0.persistence >= least })
  }

  public init(_ points: [Point]) {
    self.points = points.sorted {
      ($1.persistence, $0.birth, $0.minimum) < ($0.persistence, $1.birth, $1.minimum)
    }
  }

  /// Those that never die.
  public var essential: ArraySlice<Point> { points.prefix { $0.death == .infinity } }

  /// Energies counted from the lowest minimum.
  public var relative: PersistenceDiagram {
    guard let ground = points.map(\.birth).min() else { return self }
    return PersistenceDiagram(
      points.map {
        Point(
          birth: $0.birth - ground, death: $0.death - ground, minimum: $0.minimum,
          saddle: $0.saddle)
      })
  }
}
