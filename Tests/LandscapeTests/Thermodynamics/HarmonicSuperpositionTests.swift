import Foundation
import Landscape
import TestSupport
import Testing

@Suite struct HarmonicSuperpositionTests {
  private typealias Well = HarmonicSuperposition.Well

  /// As an independent program has them: log Z summed in 80-bit floating point, U, S and C by its differences.
  private static let recorded:
    [(t: Double, u: Double, c: Double, f: Double, s: Double, p: [Double])] = [
      (
        0.05, -1.3429047433857104, 5.939598387780243, -1.3180829165865282, -0.49643653300083124,
        [0.8930174396328389, 0.10698192985046016, 6.305167009741056e-07]
      ),
      (
        0.1, -1.0307835380337889, 4.951644491137108, -1.4215715577945214, 3.9078801988856084,
        [0.2910272237307573, 0.7002732706344824, 0.008699505634760322]
      ),
      (
        0.5, 0.46715508032763986, 2.3488660702217223, -4.880196668299021, 10.69470349727734,
        [0.008604917460410103, 0.22823770871247848, 0.7631573738271115]
      ),
      (
        3, 5.714351900904663, 2.089862030883275, -37.761619496419115, 14.491990465688616,
        [0.0036873916877808266, 0.1612527772490192, 0.8350598310631999]
      ),
    ]

  @Test("Three wells of different depth, number and softness, as recorded")
  func recordedNumbers() throws {
    let wells = [
      Well(energy: -1.5, multiplicity: 2, logDeterminant: 3.1, modes: 5),
      Well(energy: -1.2, multiplicity: 48, logDeterminant: 1.7, modes: 5),
      Well(energy: -0.4, multiplicity: 384, logDeterminant: -0.9, modes: 4),
    ]
    let superposition = try HarmonicSuperposition(wells)
    for truth in Self.recorded {
      let state = try superposition.state(at: truth.t)
      expectClose(state.energy, truth.u, relative: 1e-8)
      expectClose(state.heatCapacity, truth.c, relative: 1e-6)
      expectClose(state.freeEnergy, truth.f, relative: 1e-14)
      expectClose(state.entropy, truth.s, relative: 1e-8)
      expectClose(state.occupation, truth.p, relative: 1e-13)
    }
  }

  @Test("One well has the heat capacity k / 2 at any temperature", arguments: [1e-9, 0.3, 1e6])
  func oneWell(temperature: Double) throws {
    let superposition = try HarmonicSuperposition([
      Well(energy: -7, multiplicity: 6, logDeterminant: 2, modes: 9)
    ])
    let state = try superposition.state(at: temperature)
    #expect(state.heatCapacity == 4.5 && state.occupation == [1])
    expectClose(state.energy, -7 + 4.5 * temperature, relative: 1e-14)
  }

  @Test("Two wells alike but for their energy have Schottky's anomaly")
  func schottky() throws {
    let (gap, ratio) = (0.2, 24.0)
    let superposition = try HarmonicSuperposition([
      Well(energy: 1, multiplicity: 2, logDeterminant: 0.4, modes: 3),
      Well(energy: 1 + gap, multiplicity: 2 * ratio, logDeterminant: 0.4, modes: 3),
    ])
    for temperature in [0.01, 0.05, 0.2, 1] {
      let state = try superposition.state(at: temperature)
      let factor = ratio * exp(-gap / temperature)
      let anomaly =
        (gap / temperature) * (gap / temperature) * factor / ((1 + factor) * (1 + factor))
      expectClose(state.heatCapacity, 1.5 + anomaly, relative: 1e-12)
    }
  }

  @Test("Z is the integral of the harmonic wells")
  func integral() throws {
    let (stiffness, temperature) = (3.0, 0.7)
    let superposition = try HarmonicSuperposition([
      Well(energy: 0.2, multiplicity: 1, logDeterminant: log(stiffness), modes: 1)
    ])
    let step = 1e-3
    let sum = (-8000...8000).reduce(0.0) { sum, k in
      let x = Double(k) * step
      return sum + exp(-(0.2 + 0.5 * stiffness * x * x) / temperature) * step
    }
    expectClose(
      try superposition.state(at: temperature).logPartition, log(sum), relative: 1e-12)
  }

  @Test("Neither small temperatures nor huge multiplicities overflow, and F = U - T S")
  func extremes() throws {
    let superposition = try HarmonicSuperposition([
      Well(energy: -1e3, multiplicity: 1, logDeterminant: -600, modes: 83),
      Well(energy: 1e3, multiplicity: 1e300, logDeterminant: 900, modes: 80),
    ])
    for temperature in [1e-12, 1e-3, 1, 1e9] {
      let state = try superposition.state(at: temperature)
      expectClose(state.occupation.reduce(0, +), 1, absolute: 1e-14)
      #expect(state.heatCapacity.isFinite && state.heatCapacity >= 40)
      expectClose(
        state.freeEnergy, state.energy - temperature * state.entropy,
        absolute: 1e-12 * max(1, abs(state.energy)), relative: 1e-12)
    }
  }

  @Test("Chosen temperatures reach from the ground state to equipartition")
  func chosenTemperatures() throws {
    let superposition = try HarmonicSuperposition([
      Well(energy: 1, multiplicity: 1, logDeterminant: 0, modes: 2),
      Well(energy: 1.001, multiplicity: 1000, logDeterminant: 0, modes: 2),
      Well(energy: 2, multiplicity: 1, logDeterminant: 0, modes: 2),
    ])
    let temperatures = superposition.temperatures(count: 50)
    #expect(temperatures.count == 50 && temperatures == temperatures.sorted())
    #expect(try superposition.state(at: temperatures[0]).occupation[0] > 0.99)
    expectClose(try superposition.state(at: temperatures[49]).heatCapacity, 1, absolute: 1e-3)
  }

  @Test func whatCannotBeIsAnError() throws {
    #expect(throws: ThermodynamicsError.noWells) { try HarmonicSuperposition([]) }
    let good = Well(energy: 0, multiplicity: 1, logDeterminant: 0, modes: 1)
    var bad = good
    bad.logDeterminant = .nan
    #expect(throws: ThermodynamicsError.self) { try HarmonicSuperposition([good, bad]) }
    for temperature in [0, -1, Double.nan, .infinity] {
      #expect(throws: ThermodynamicsError.self) {
        try HarmonicSuperposition([good]).state(at: temperature)
      }
    }
  }
}
