import Foundation

/// Equilibrium thermodynamics of a landscape from its minima, each taken as a harmonic well that is there as often as it has
/// images: the superposition approximation (Stillinger and Weber 1982; Wales, Mol. Phys. 78, 1993; Strodel and Wales, Chem.
/// Phys. Lett. 466, 2008).
///
/// With temperature T in units of the energy, for a minimum a with energy E_a, n_a images and k_a eigenvalues that are not zero
///
///     Z = sum over a of n_a exp(-E_a / T) product over i of (2 pi T / lambda_i)^(1/2)
///     U = <E_a + k_a T / 2>,  C = <k_a> / 2 + <(E_a + k_a T / 2 - U)^2> / T^2
///     F = -T log Z,  S = (U - F) / T
///
/// with means over p_a, a's share of Z. It is the configurational part: momenta would add k / 2 to C. What symmetries leave free
/// (zero modes) has no part in Z. Sums are taken of logarithms: neither small temperatures nor large multiplicities overflow.
public struct HarmonicSuperposition: Sendable {
  public struct Well: Sendable, Equatable {
    public var energy: Double
    /// Images under the symmetry.
    public var multiplicity: Double
    /// Sum of the logarithms of the eigenvalues that are not zero.
    public var logDeterminant: Double
    /// How many these are.
    public var modes: Int

    public init(energy: Double, multiplicity: Double, logDeterminant: Double, modes: Int) {
      self.energy = energy
      self.multiplicity = multiplicity
      self.logDeterminant = logDeterminant
      self.modes = modes
    }
  }

  /// What holds at one temperature.
  public struct State: Sendable, Equatable {
    public var temperature: Double
    public var energy: Double
    public var heatCapacity: Double
    public var freeEnergy: Double
    public var entropy: Double
    public var logPartition: Double
    /// The share of each well; their sum is 1.
    public var occupation: [Double]
  }

  public let wells: [Well]

  /// - Throws: ``ThermodynamicsError`` for no wells, or one with a number that is not finite.
  public init(_ wells: [Well]) throws {
    guard !wells.isEmpty else { throw ThermodynamicsError.noWells }
    for (place, well) in wells.enumerated() {
      guard well.energy.isFinite, well.logDeterminant.isFinite, well.multiplicity > 0,
        well.multiplicity.isFinite, well.modes >= 0
      else { throw ThermodynamicsError.well(place, well) }
    }
    self.wells = wells
  }

  /// - Throws: ``ThermodynamicsError`` for a temperature that is not positive.
  public func state(at temperature: Double) throws -> State {
    guard temperature > 0, temperature.isFinite else {
      throw ThermodynamicsError.temperature(temperature)
    }
    // Off the lowest energy, so that differences keep their digits.
    let lowest = wells.reduce(.infinity) { min($0, $1.energy) }
    let logarithms = wells.map { well in
      log(well.multiplicity) - (well.energy - lowest) / temperature
        + 0.5 * Double(well.modes) * log(2 * .pi * temperature) - 0.5 * well.logDeterminant
    }
    let largest = logarithms.max() ?? 0
    let shares = logarithms.map { exp($0 - largest) }
    let sum = shares.reduce(0, +)
    let occupation = shares.map { $0 / sum }
    let energies = wells.map { $0.energy - lowest + 0.5 * Double($0.modes) * temperature }
    func mean(_ values: [Double]) -> Double {
      zip(occupation, values).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let energy = mean(energies)
    // In units of the temperature: its square may be below all numbers.
    let variance = mean(
      energies.map { (($0 - energy) / temperature) * (($0 - energy) / temperature) })
    let logPartition = largest + log(sum)
    return State(
      temperature: temperature, energy: energy + lowest,
      heatCapacity: 0.5 * mean(wells.map { Double($0.modes) })
        + variance,
      freeEnergy: lowest - temperature * logPartition,
      entropy: energy / temperature + logPartition,
      logPartition: logPartition - lowest / temperature, occupation: occupation)
  }

  /// Temperatures over which the occupation changes: geometric from a twentieth of the lowest gap (at most a hundredth of the
  /// spread of the energies) to ten times the spread.
  public func temperatures(count: Int) -> [Double] {
    let energies = wells.map(\.energy).sorted()
    let (lowest, highest) = (energies[0], energies[energies.count - 1])
    let spread = highest - lowest
    // Of one energy alone the occupation never changes: any temperatures do.
    let scale = spread > 0 ? spread : max(abs(lowest), 1e-3)
    let noise = 1e-8 * max(1, abs(lowest))
    let gap = energies.first { $0 > lowest + noise }.map { $0 - lowest } ?? scale
    let first = min(0.01 * scale, 0.05 * gap)
    return (0..<count).map { k in
      first * pow(10 * scale / first, count > 1 ? Double(k) / Double(count - 1) : 0)
    }
  }
}

/// Why there is no thermodynamics.
public enum ThermodynamicsError: Error, Equatable, CustomStringConvertible {
  case noWells
  /// Counted from 0.
  case well(Int, HarmonicSuperposition.Well)
  case temperature(Double)

  public var description: String {
    switch self {
    case .noWells: "thermodynamics: there are no minima"
    case .well(let place, let well):
      "thermodynamics: well \(place + 1) has energy \(well.energy), multiplicity \(well.multiplicity), "
        + "log_determinant \(well.logDeterminant) and \(well.modes) modes, expected finite numbers"
    case .temperature(let value):
      "thermodynamics: the temperature must be a positive number, got \(value)"
    }
  }
}
