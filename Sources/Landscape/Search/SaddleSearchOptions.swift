import Settings

/// What a search for transition states is told.
public struct SaddleSearchOptions: Defaulted, Sendable, Equatable, SaddleSeeking {
  public var searches = 20_000
  /// Ends when so many searches in a row, and as many as had been made before, brought nothing new.
  public var patience = 600
  public var saddle = SaddleOptions()
  public var seed: UInt64 = 0
  public var quench = QuenchOptions()
  /// Threads. They change the time a search takes, never its result.
  public var workers = 1

  public init() {}

  public static let about = About(
    "search_saddles",
    "Searches transition states around the known minima, each from a bowl along a soft or random direction; each new one is "
      + "followed down both ways, and stored with the minima there, which are searched from as well. An interrupted run "
      + "with the same options is continued.",
    source: "Munro and Wales 1999; Malek and Mousseau 2000; Page and McIver 1988")
  private static let most = (1 << 31) - 1
  public static let settings: [Setting<SaddleSearchOptions>] =
    [
      .integer("searches", \.searches, 1...most, "Searches at most."),
      .integer(
        "patience", \.patience, 1...most,
        "Ends earlier when so many searches in a row, and as many as were made before them, brought nothing new, and all "
          + "transition states were met three times."),
    ] + saddleSettings + runSettings
}
