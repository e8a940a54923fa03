import Optimizers
import Settings

/// How two points are connected.
public struct CurveOptions: Defaulted, Sendable, Equatable {
  public var kind = ConnectingCurve.Kind.bezier
  /// Points that are moved, besides the ends; a segment has none.
  public var bends = 1
  /// Equally spaced values of t at which the curve is looked at, the ends among them.
  public var points = 61
  /// Of the quadrature that is minimised.
  public var nodes = 32
  /// Largest |gradient| of the mean energy by a bend that ends the search.
  public var tolerance = 1e-6
  public var maximumSteps = 500
  /// Threads. They change the time it takes, never the result.
  public var workers = 1

  public init() {}

  public static let about = About(
    "curve",
    "Connects two points by a curve whose bends are moved so that the mean energy along it is lowest, and looks at it: "
      + "mode connectivity.",
    source: "Garipov, Izmailov, Podoprikhin, Vetrov and Wilson, NeurIPS 2018")
  public static let settings: [Setting<CurveOptions>] = [
    .choice(
      "kind", \.kind,
      "\"segment\": straight; \"polygon\": straight from bend to bend; \"bezier\": the bends pull, and the curve is smooth."
    ),
    .integer(
      "bends", \.bends, 1...1000, "Points that are moved, besides the ends; not of a segment."),
    .integer(
      "points", \.points, 2...100_000,
      "Equally spaced places at which it is looked at, with the ends."),
    .integer("nodes", \.nodes, 1...2000, "Of the Gauss-Legendre quadrature of the mean energy."),
    .number(
      "tolerance", \.tolerance, .positive, "Largest |gradient| of the mean energy that ends it."),
    .integer("max_steps", \.maximumSteps, 0...1_000_000, "Steps of L-BFGS at most."),
  ]
}
