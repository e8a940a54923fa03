import Foundation
import Landscape

/// What the transition states say of the minima.
extension Atlas {
  /// How high one must climb from any minimum to any other. Made once for what is known; without transition states no minimum
  /// is connected with another.
  ///
  /// - Throws: `TreeError`, or `AtlasError` if the file cannot be read.
  public func barriers() throws -> Barriers {
    try requireOpen()
    let state = [newestID, known.count, knownSaddles.count]
    if let tree, tree.state == state { return tree.barriers }
    // Another process may have stored more than is known here.
    let links = try self.links().filter { max($0.id, $0.first, $0.second) <= newestID }
    let barriers = try Barriers(SaddleGraph(minima: known.basins, links: links))
    tree = (state, barriers)
    return barriers
  }

  /// How minima are weighted where their occupation is asked for.
  public enum Occupation: String, Sendable, CaseIterable {
    /// By the number of images: n exp(-V / T).
    case images
    /// By the number and the volume of images, in the harmonic approximation: n exp(-V / T) / sqrt(det H).
    case harmonic
  }

  /// Numbers that say how rough the landscape is.
  /// - Throws: `TreeError` if a temperature is not positive, or determinants are asked for and not known.
  public func metrics(
    temperature: Double? = nil, occupation: Occupation = .images
  ) throws -> LandscapeMetrics {
    let barriers = try barriers()
    let multiplicities = try column("multiplicity")
    let determinants = occupation == .harmonic ? try column("log_determinant") : []
    var weights = [Double](repeating: 0, count: barriers.minima.count)
    for (place, id) in known.ids.enumerated() {
      weights[try barriers.graph.place(of: id)] =
        log(multiplicities[place]) - (determinants.isEmpty ? 0 : determinants[place] / 2)
    }
    return try LandscapeMetrics(
      barriers, logWeights: weights, temperature: temperature,
      tolerance: options.energyTolerance)
  }
}
