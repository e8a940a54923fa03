import Settings

/// How a band between two minima finds the way over the saddles between them.
public enum BandMethod: String, Sendable, CaseIterable, SettingConvertible {
  /// Doubly nudged elastic band: springs keep the images apart along the band, and in part across it.
  case dneb
  /// Images slide down across the string and are spread evenly along it again.
  case string
  /// A short elastic band, with images put in where the energy between neighbours rises above them.
  case autoneb
}

/// What a band is told.
public struct BandOptions: Sendable, Equatable {
  public var method = BandMethod.dneb
  /// Images between the ends for each unit of their distance.
  public var density = 4.0
  public var fewest = 7
  public var most = 30
  /// Of the springs.
  public var spring = 1.0
  /// Steps of its relaxation at most.
  public var steps = 100
  /// Of the relaxation, on the largest component of the force on an image.
  public var tolerance = 5e-3
  /// Longest step of an image.
  public var maximumStepLength = 0.1
  /// Maxima along the band from which saddles are looked for at most.
  public var maxima = 6

  public init() {}
}

/// Options of a search that lays bands: how it does is the same in all of them.
public protocol Banding: Declared {
  var band: BandOptions { get set }
}

extension Banding {
  static var bandSettings: [Setting<Self>] {
    [
      .choice(
        "method", \Self.band.method,
        "How the band is relaxed: doubly nudged elastic band, string, or elastic band with images put in where they are "
          + "needed."),
      .number(
        "density", \Self.band.density, .positive,
        "Images of the band for each unit of the ends' distance."),
      .integer("min_images", \Self.band.fewest, 3...1000, "Images between the ends at least."),
      .integer("max_images", \Self.band.most, 3...1000, "And at most."),
      .number("spring", \Self.band.spring, .positive, "Constant of the band's springs."),
      .integer(
        "band_steps", \Self.band.steps, 1...100_000, "Steps of a band's relaxation at most."),
      .number(
        "band_tolerance", \Self.band.tolerance, .positive,
        "Largest force on an image that ends the band's relaxation."),
      .number(
        "band_step_length", \Self.band.maximumStepLength, .positive, "Longest step of an image."),
      .integer(
        "maxima", \Self.band.maxima, 1...1000,
        "Maxima along the band from which saddles are looked for at most."),
    ]
  }
}
