import Foundation
import Tensors

/// Numbers that say how rough a landscape is. NaN where there is nothing to average.
public struct LandscapeMetrics: Sendable {
  public var minima: Int
  public var saddles: Int
  /// Transition states that join a minimum with itself, up to the symmetry.
  public var selfConnections: Int
  /// Parts between which no path is known.
  public var components: Int
  public var funnels: Funnels
  /// Minima that take part in ratios: connected with the lowest one, and above it.
  public var compared: Int
  /// (V* - V0) / (V - V0): how high the barrier to the lowest minimum stands above it, by how high the minimum does. 1: there
  /// is none.
  public var barrierRatio: (mean: Double, median: Double, highest: Double)
  /// The mean of these ratios, weighted by the occupation of the minima at the temperature.
  public var frustration: Double
  public var temperature: Double
  /// The mean energy from a minimum to the lowest transition state that joins it with others.
  public var smad: Double
  /// Of the minima that die: death - birth.
  public var persistence: (mean: Double, highest: Double)

  /// - Parameters:
  ///   - logWeights: the logarithm of how often each minimum counts, by place: of its images, or of their volumes.
  ///   - temperature: of the occupation exp(-V / T); nil: the mean of V - V0 over the minima that are compared.
  ///   - tolerance: minima so near the lowest energy, relative to max(1, |V0|), have no ratio.
  ///
  /// The frustration is after de Souza, Stevenson, Niblett, Farrell and Wales, J. Chem. Phys. 146, 124103 (2017):
  /// sum p (V* - V0) / (V - V0) / sum p over all minima but the lowest. smad is the saddle-minimum average distance of
  /// Landscaper (arXiv 2602.07135): the mean length of the leaves of the merge tree.
  public init(
    _ barriers: Barriers, logWeights: [Double]? = nil, temperature: Double? = nil,
    tolerance: Double = 1e-8
  ) throws {
    let all = barriers.minima
    if let temperature, !(temperature > 0 && temperature.isFinite) {
      throw TreeError.invalidOption(
        name: "temperature", got: "\(temperature)", expected: "a positive number")
    }
    if let logWeights {
      guard logWeights.count == all.count else {
        throw TreeError.invalidOption(
          name: "weights", got: "\(logWeights.count)",
          expected: "one for each of \(all.count) minima")
      }
      if let place = logWeights.firstIndex(where: { !$0.isFinite }) {
        throw TreeError.invalidOption(
          name: "weights", got: "none for minimum \(all[place].id)",
          expected: "a finite number for each minimum")
      }
    }
    minima = all.count
    saddles = barriers.graph.edges.count + barriers.graph.selfConnections
    selfConnections = barriers.graph.selfConnections
    components = barriers.components
    funnels = try Funnels(barriers.graph)

    let ground = all.first?.energy ?? 0
    let nearest = tolerance * max(1, abs(ground))
    var compared: [(place: Int, height: Double, ratio: Double)] = []
    for place in all.indices {
      if place & 0xFFFF == 0 { try Cancellation.check() }
      let height = all[place].energy - ground
      let barrier = barriers.barrier(places: 0, place)
      guard height > nearest, barrier < .infinity else { continue }
      compared.append((place, height, (barrier - ground) / height))
    }
    self.compared = compared.count
    let ratios = compared.map(\.ratio).sorted()
    barrierRatio = (Self.mean(ratios), Self.median(ratios), ratios.last ?? .nan)
    let temperature = temperature ?? Self.mean(compared.map(\.height))
    self.temperature = temperature
    let exponents = compared.map { (logWeights?[$0.place] ?? 0) - $0.height / temperature }
    let highest = exponents.max() ?? 0
    var (sum, total) = (0.0, 0.0)
    for (exponent, minimum) in zip(exponents, compared) {
      let occupation = exp(exponent - highest)
      sum += occupation * minimum.ratio
      total += occupation
    }
    frustration = compared.isEmpty ? .nan : sum / total

    // A component that takes part for the first time is a single minimum.
    var isJoined = [Bool](repeating: false, count: all.count)
    var lengths: [Double] = []
    for merger in barriers.mergers {
      for place in [Int(merger.elder), Int(merger.younger)] where !isJoined[place] {
        isJoined[place] = true
        lengths.append(merger.energy - all[place].energy)
      }
    }
    smad = Self.mean(lengths)
    let depths = barriers.mergers.map { $0.energy - all[Int($0.younger)].energy }
    persistence = (Self.mean(depths), depths.max() ?? .nan)
  }

  private static func mean(_ numbers: [Double]) -> Double {
    numbers.isEmpty ? .nan : numbers.reduce(0, +) / Double(numbers.count)
  }

  /// Of numbers in order.
  private static func median(_ numbers: [Double]) -> Double {
    numbers.isEmpty ? .nan : numbers[(numbers.count - 1) / 2] / 2 + numbers[numbers.count / 2] / 2
  }
}
