import Settings

/// What a search for connections between minima is told.
public struct ConnectOptions: Defaulted, Sendable, Equatable, SaddleSeeking, Banding {
  /// Bands at most.
  public var attempts = 2000
  /// Bands between one pair of minima at most.
  public var retries = 3
  /// Bands that are spent, when all minima are connected, on those with the largest barriers for their height.
  public var untrap = 20
  public var band = BandOptions()
  public var saddle = SaddleOptions()
  public var seed: UInt64 = 0
  public var quench = QuenchOptions()
  /// Threads. They change the time a search takes, never its result.
  public var workers = 1

  public init() {}

  public static let about = About(
    "connect",
    "Connects the minima by transition states: lays bands where Dijkstra's way to the lowest minimum misses a connection, "
      + "follows each maximum along them to a transition state, and both its ways down. Then it looks for lower ways between "
      + "minima behind large barriers. An interrupted run with the same options is continued.",
    source:
      "Carr, Trygubenko and Wales 2005; Trygubenko and Wales 2004; Strodel, Whittleston and Wales 2007"
  )
  private static let most = (1 << 31) - 1
  public static let settings: [Setting<ConnectOptions>] =
    [
      .integer("attempts", \.attempts, 1...most, "Bands at most."),
      .integer("retries", \.retries, 1...1000, "Bands between one pair of minima at most."),
      .integer(
        "untrap", \.untrap, 0...most,
        "Bands spent, when all is connected, on minima with large barriers for their height."),
    ] + bandSettings + saddleSettings + runSettings

  /// - Throws: `BandOptionsError` if there would be more images at least than at most.
  public func check() throws {
    try checkSettings()
    guard band.fewest <= band.most else {
      throw BandOptionsError(fewest: band.fewest, most: band.most)
    }
  }
}

/// A band that cannot be laid.
public struct BandOptionsError: Error, Equatable, CustomStringConvertible {
  public var fewest: Int
  public var most: Int

  public var description: String {
    "min_images is \(fewest), more than max_images, which is \(most)"
  }
}
