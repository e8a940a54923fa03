import Landscape
import Tensors
import TestSupport
import Testing

/// Invariants, representatives and zero modes of networks, on layouts made by hand: W1 (2 x 2), b1, W2 (2 x 2),
/// b2, twelve parameters.
@Suite struct UnitGaugeTests {
  private static let units = [
    HiddenUnit(incoming: [0, 1, 4], outgoing: [6, 8]),
    HiddenUnit(incoming: [2, 3, 5], outgoing: [7, 9]),
  ]
  private static let outputs = [10, 11]
  private static let all = [Bool](repeating: true, count: 5)

  private static let odd = UnitSymmetry(
    layers: [
      HiddenLayer(
        units: units, signGenerators: [all], freeWhenDead: [false, false, true])
    ], shifts: [outputs])
  private static let logistic = UnitSymmetry(
    layers: [
      HiddenLayer(
        units: units, signGenerators: [all], mirror: .init(center: 0.5, biases: outputs),
        freeWhenDead: [false, false, true])
    ], shifts: [outputs])
  private static let rectified = UnitSymmetry(
    layers: [HiddenLayer(units: units, signGenerators: [], scalings: [[1, 1, 1, -1, -1]])])
  /// A normalisation after the first layer: scale and shift are parameters 12 to 15.
  private static let normalised = UnitSymmetry(
    layers: [
      HiddenLayer(
        units: [
          HiddenUnit(incoming: [0, 1, 4, 12, 14], outgoing: [6, 8]),
          HiddenUnit(incoming: [2, 3, 5, 13, 15], outgoing: [7, 9]),
        ],
        signGenerators: [
          [true, true, true, true, false, false, false],
          [false, false, false, true, true, true, true],
        ])
    ])

  private static let symmetries: [(UnitSymmetry, n: Int)] = [
    (odd, 12), (logistic, 12), (rectified, 12), (normalised, 16),
    (UnitSymmetry(widths: [2, 3, 3, 2], isOdd: true), 29),
    (UnitSymmetry(widths: [2, 4, 1], isOdd: false), 17),
  ]

  private func point(_ n: Int, _ random: inout CounterRandom) -> [Double] {
    (0..<n).map { _ in random.normal() }
  }

  @Test("Invariants change by no more than the distance, and distances are symmetric")
  func invariants() {
    var random = CounterRandom(seed: 1)
    for (symmetry, n) in Self.symmetries {
      for round in 0..<100 {
        let x = point(n, &random)
        let step = round % 2 == 0 ? 1 : 0.01
        let y = x.map { $0 + step * random.normal() }
        let distance = symmetry.distance(x, y)
        let (a, b) = (symmetry.invariants(of: x), symmetry.invariants(of: y))
        #expect(abs(a.first - b.first) <= distance + 1e-12)
        #expect(abs(a.second - b.second) <= distance + 1e-12)
        if symmetry.layers.count == 1 {
          expectClose(symmetry.distance(y, x), distance, absolute: 1e-12)
        }
      }
    }
  }

  @Test("Flips of logistic units come back to rounding, and what they do to biases is their part")
  func mirrors() {
    var random = CounterRandom(seed: 2)
    for _ in 0..<50 {
      let x = point(12, &random)
      // The first unit mirrored, then both exchanged.
      var y = x
      for k in [0, 1, 4, 6, 8] { y[k] = -x[k] }
      y[10] += x[6]
      y[11] += x[8]
      for (p, q) in zip(Self.units[0].parameters, Self.units[1].parameters) { y.swapAt(p, q) }
      #expect(Self.logistic.distance(x, y) < 1e-14)
      #expect(Self.odd.distance(x, y) > 0.01)
      for (a, b) in zip(Self.logistic.aligned(y, to: x), x) { expectClose(a, b, absolute: 1e-14) }
      let (a, b) = (Self.logistic.invariants(of: x), Self.logistic.invariants(of: y))
      expectClose(a.first, b.first, absolute: 1e-13)
      expectClose(a.second, b.second, absolute: 1e-13)
      // Representatives of images are images.
      let (p, q) = (Self.logistic.representative(of: x), Self.logistic.representative(of: y))
      #expect(Self.logistic.distance(p, q) < 1e-14)
      #expect(Self.logistic.multiplicity(of: x, tolerance: 1e-6) == 8)
    }
  }

  @Test("Orbits with several signs a unit, counted by making every image")
  func signs() {
    let rows: [[Double]] = [
      [1, 2, 3, 4, 5, 6, 7], [-1, -2, -3, 4, -5, -6, -7], [0, 0, 0, 0, 5, 6, 7],
      [1, 2, 3, 4, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0],
    ]
    let layer = Self.normalised.layers[0]
    let elements = [[Bool](repeating: false, count: 7)] + layer.signs
    #expect(elements.count == 4)
    for a in rows {
      for b in rows {
        var x = [Double](repeating: 0.5, count: 16)
        var images = Set<[Double]>()
        for (first, second) in [(a, b), (b, a)] {
          for s in elements {
            for t in elements {
              for (unit, row, signs) in [(layer.units[0], first, s), (layer.units[1], second, t)] {
                // Adding zero makes -0 one with 0.
                for (k, p) in unit.parameters.enumerated() {
                  x[p] = (signs[k] ? -row[k] : row[k]) + 0
                }
              }
              images.insert(x)
            }
          }
        }
        for image in images {
          #expect(
            Self.normalised.multiplicity(of: image, tolerance: 1e-6) == Double(images.count))
          #expect(Self.normalised.distance(x, image) == 0)
        }
      }
    }
  }

  @Test("Representatives have shifts of mean 0, balanced units and no bias of a dead one")
  func representatives() {
    var random = CounterRandom(seed: 3)
    for _ in 0..<50 {
      var x = point(12, &random)
      for k in [0, 1, 6, 8] { x[k] = 1e-12 * random.normal() }
      let dead = Self.odd.representative(of: x)
      #expect(dead[4] == 0 && dead[5] == x[5])
      expectClose(dead[10] + dead[11], 0, absolute: 1e-15)
      expectClose(dead[10] - dead[11], x[10] - x[11], absolute: 1e-14)
      #expect(Self.odd.representative(of: dead) == dead)
      #expect(Self.odd.zeroModes(at: x).count == 2)
      #expect(Self.odd.zeroModes(at: dead).count == 2)

      let y = point(12, &random)
      #expect(Self.odd.zeroModes(at: y).count == 1)
      let balanced = Self.rectified.representative(of: y)
      for unit in Self.units {
        func square(_ x: [Double], _ places: [Int]) -> Double {
          places.reduce(0) { $0 + x[$1] * x[$1] }
        }
        expectClose(
          square(balanced, unit.incoming), square(balanced, unit.outgoing), relative: 1e-13)
        // Along the curve: products stay.
        expectClose(
          balanced[unit.incoming[0]] * balanced[unit.outgoing[1]],
          y[unit.incoming[0]] * y[unit.outgoing[1]], relative: 1e-13)
      }
      #expect(Self.rectified.representative(of: balanced) == balanced)
      var scaled = y
      for k in [0, 1, 4] { scaled[k] *= 3 }
      for k in [6, 8] { scaled[k] /= 3 }
      #expect(Self.rectified.distance(Self.rectified.representative(of: scaled), balanced) < 1e-13)
    }
    // Of a unit without incoming weights the others have length 1: there is no balance.
    var x = point(12, &random)
    for k in [0, 1, 4] { x[k] = 0 }
    let unit = Self.rectified.representative(of: x)
    expectClose(unit[6] * unit[6] + unit[8] * unit[8], 1, relative: 1e-14)
    #expect(
      Self.rectified.representative(of: [Double](repeating: 0, count: 12)).allSatisfy { $0 == 0 })
  }

  @Test("Zero modes are orthonormal")
  func orthonormal() {
    var random = CounterRandom(seed: 4)
    for (symmetry, n) in Self.symmetries {
      var x = point(n, &random)
      for k in [6, 8, 0, 1] { x[k] = 0 }
      let modes = symmetry.zeroModes(at: x)
      for (i, a) in modes.enumerated() {
        for (j, b) in modes.enumerated() {
          expectClose(zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }, i == j ? 1 : 0, absolute: 1e-12)
        }
      }
    }
    #expect(Self.rectified.zeroModes(at: point(12, &random)).count == 2)
  }

  @Test("Summaries name what was found")
  func summaries() {
    #expect(Self.odd.summary == "hidden units 2 odd free when dead, shift of outputs")
    #expect(Self.logistic.summary == "hidden units 2 mirrored free when dead, shift of outputs")
    #expect(Self.rectified.summary == "hidden units 2 rescaled")
    #expect(Self.normalised.summary == "hidden units 2 with 4 signs")
    #expect(throws: SymmetryError.shiftOutOfRange(index: 11, dimension: 11)) {
      try UnitSymmetry(layers: [], shifts: [Self.outputs]).validate(dimension: 11)
    }
    #expect(throws: SymmetryError.self) { try Self.logistic.validate(dimension: 11) }
    // Points that are too short are left alone.
    #expect(Self.odd.aligned([1, 2], to: [2, 1]) == [1, 2])
    #expect(Self.odd.zeroModes(at: [1]).isEmpty)
  }
}
