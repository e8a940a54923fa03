import Settings

extension SpectralDensity {
  public struct Options: Defaulted, Sendable, Equatable {
    /// Random vectors.
    public var probes = 8
    /// Steps of the Lanczos process from each, fewer where it ends before.
    public var steps = 80
    /// Of the grid.
    public var points = 1000
    /// Standard deviation of the Gaussians; nil: 0.005 of the spectrum's width.
    public var sigma: Double?
    public var seed: UInt64 = 0
    /// Threads. They change the time it takes, never the result.
    public var workers = 1

    public init() {}

    public static let about = About(
      "spectral_density",
      "The density of a Hessian's eigenvalues, by stochastic Lanczos quadrature.",
      source: "Ghorbani, Krishnan and Xiao, ICML 2019")
    public static let settings: [Setting<Options>] = [
      .integer("probes", \.probes, 1...1_000_000, "Random vectors."),
      .integer("steps", \.steps, 1...5000, "Products with the Hessian for each of them, at most."),
      .integer("points", \.points, 2...1_000_000, "Points of the grid."),
      .number(
        "sigma", \.sigma, .positive, rule: "0.005 of the spectrum's width",
        "Standard deviation of the Gaussian that stands for each node."),
    ]
  }
}
