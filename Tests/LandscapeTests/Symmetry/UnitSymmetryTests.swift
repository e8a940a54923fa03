import Landscape
import Tensors
import TestSupport
import Testing

@Suite struct UnitSymmetryTests {
  /// A random image of x: the units of every layer permuted, and signs changed if `flips`.
  private func image(
    _ x: [Double], _ symmetry: UnitSymmetry, flips: Bool, _ random: inout CounterRandom
  ) -> [Double] {
    var x = x
    for layer in symmetry.layers {
      let before = x
      let order = Array(layer.units.indices).shuffled(using: &random)
      for (i, j) in order.enumerated() {
        let sign = flips && random.integer(below: 2) == 1 ? -1.0 : 1.0
        let (to, from) = (layer.units[i], layer.units[j])
        for (p, q) in zip(to.incoming + to.outgoing, from.incoming + from.outgoing) {
          x[p] = sign * before[q]
        }
      }
    }
    return x
  }

  @Test(arguments: [[4, 10, 3], [2, 5, 4, 2], [3, 6, 6, 6, 2]])
  func imagesAreAtDistanceZero(widths: [Int]) {
    let symmetry = UnitSymmetry(widths: widths, isOdd: true)
    let plain = UnitSymmetry(widths: widths, isOdd: false)
    let n = zip(widths, widths.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
    var random = CounterRandom(seed: 5)
    for _ in 0..<20 {
      let x = (0..<n).map { _ in random.normal() }
      let y = image(x, symmetry, flips: true, &random)
      #expect(symmetry.distance(x, y) == 0)
      #expect(symmetry.aligned(y, to: x) == x)
      #expect(symmetry.aligned(x, to: x) == x)
      #expect(symmetry.distance(x, y, within: 1e-9) == 0)
      let z = image(x, symmetry, flips: false, &random)
      #expect(plain.distance(x, z) < 1e-12)
      #expect(plain.distance(x, y) > 0.1)
      let other = (0..<n).map { _ in random.normal() }
      let aligned = symmetry.distance(x, other)
      let direct = zip(x, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
      #expect(aligned > 0.1)
      #expect(symmetry.distance(x, other, within: 0.99 * aligned) == nil)
      #expect(symmetry.distance(x, other, within: 1.01 * aligned) == aligned)
      #expect(aligned <= direct + 1e-12)
    }
  }

  @Test func energyAndDistanceOfOneLayerDoNotSeeTheImage() throws {
    let net = TanhNetwork.xor(hidden: 2, lambda: 1e-2)
    let evaluator = net.makeEvaluator()
    var random = CounterRandom(seed: 6)
    var gradient = [Double](repeating: 0, count: 12)
    for _ in 0..<20 {
      let x = (0..<12).map { _ in random.normal() }
      let y = (0..<12).map { _ in random.normal() }
      let z = image(y, net.symmetry, flips: true, &random)
      expectClose(net.symmetry.distance(x, y), net.symmetry.distance(x, z), absolute: 1e-12)
      expectClose(net.symmetry.distance(x, y), net.symmetry.distance(y, x), absolute: 1e-12)
      let (e, f) = (
        try evaluator.valueAndGradient(y, &gradient), try evaluator.valueAndGradient(z, &gradient)
      )
      expectClose(e, f, absolute: 1e-14)
    }
  }

  /// Orbits counted by making every image, against the formula.
  @Test(arguments: [true, false])
  func multiplicityCountsDistinctImages(isOdd: Bool) {
    let symmetry = UnitSymmetry(inputs: 1, hidden: 3, outputs: 1, isOdd: isOdd)
    let units: [[Double]] = [[1, 2, 3], [-1, -2, -3], [0, 0, 0], [4, 5, 6], [1, 2, 3]]
    for a in units {
      for b in units {
        for c in units {
          let x = point([a, b, c])
          var images = Set<[Double]>()
          for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            for signs in 0..<(isOdd ? 8 : 1) {
              let all = [a, b, c]
              images.insert(
                point(
                  order.enumerated().map { place, unit in
                    // Adding zero makes -0 one with 0.
                    all[unit].map { (signs >> place & 1 == 1 ? -$0 : $0) + 0 }
                  }))
            }
          }
          #expect(symmetry.multiplicity(of: x, tolerance: 1e-6) == Double(images.count))
        }
      }
    }
  }

  /// Units [w, b, v] in the order W1, b1, W2, b2.
  private func point(_ units: [[Double]]) -> [Double] {
    units.map { $0[0] } + units.map { $0[1] } + units.map { $0[2] } + [0.5]
  }

  /// The same for two hidden layers of two units each, by closing the set of images under what generates the
  /// group: exchanges and flips of the units of each layer.
  @Test(arguments: [true, false])
  func multiplicityOfDeepNetworksCountsDistinctImages(isOdd: Bool) {
    let symmetry = UnitSymmetry(widths: [1, 2, 2, 1], isOdd: isOdd)
    func neighbours(_ x: [Double]) -> [[Double]] {
      symmetry.layers.flatMap { layer in
        var exchanged = x
        for (p, q) in zip(layer.units[0].parameters, layer.units[1].parameters) {
          exchanged.swapAt(p, q)
        }
        guard isOdd else { return [exchanged] }
        return [exchanged]
          + layer.units.map { unit in
            var flipped = x
            for p in unit.parameters { flipped[p] = -x[p] + 0 }
            return flipped
          }
      }
    }
    // W1, b1, W2 (row by row), b2, W3, b3.
    let points: [[Double]] = [
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
      // Equal units in the first layer, in the second, in both; opposite ones; a dead one.
      [1, 1, 3, 3, 5, 5, 7, 7, 9, 10, 11, 12, 13], [1, 2, 3, 4, 5, 6, 5, 6, 9, 9, 11, 11, 13],
      [1, 1, 3, 3, 5, 5, 5, 5, 9, 9, 11, 11, 13], [1, -1, 3, -3, 5, -5, 7, -7, 9, 10, 11, 12, 13],
      [0, 2, 0, 4, 0, 6, 0, 8, 9, 10, 11, 12, 13],
    ]
    for x in points {
      var images: Set<[Double]> = [x]
      var waiting = [x]
      while let next = waiting.popLast() {
        for image in neighbours(next) where images.insert(image).inserted { waiting.append(image) }
      }
      for image in images {
        #expect(symmetry.multiplicity(of: image, tolerance: 1e-6) == Double(images.count))
        #expect(symmetry.distance(x, image) == 0)
      }
    }
  }

  @Test func alignmentIsTheNearestOfAllImages() {
    let symmetry = UnitSymmetry(inputs: 1, hidden: 3, outputs: 1, isOdd: true)
    var random = CounterRandom(seed: 7)
    for _ in 0..<20 {
      let (x, y) = ((0..<10).map { _ in random.normal() }, (0..<10).map { _ in random.normal() })
      var least = Double.infinity
      for _ in 0..<2000 {
        let z = image(y, symmetry, flips: true, &random)
        least = min(least, zip(x, z).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) })
      }
      expectClose(symmetry.distance(x, y), least.squareRoot(), absolute: 1e-12)
    }
  }

  @Test func numbersThatAreNotFiniteAreFarFromAll() {
    for symmetry in [
      UnitSymmetry(widths: [2, 3, 1], isOdd: true),
      UnitSymmetry(widths: [1, 2, 2, 1], isOdd: false),
    ] {
      let x = [Double](repeating: 1, count: 13)
      for bad in [Double.nan, .infinity, 1e200] {
        for place in [0, 5, 12] {
          var y = x
          y[place] = bad
          #expect(symmetry.distance(x, y, within: 1) == nil)
          #expect(symmetry.aligned(y, to: x).count == 13)
        }
        let all = [Double](repeating: bad, count: 13)
        #expect(symmetry.distance(x, all, within: 1) == nil)
      }
    }
  }

  @Test func theLowestMinimumOfIrisHasItsKnownOrbit() throws {
    let theta = try Fixtures.stationaryPoints().iris[0].minima[0].theta
    let symmetry = UnitSymmetry(inputs: 4, hidden: 10, outputs: 3, isOdd: true)
    #expect(symmetry.multiplicity(of: theta, tolerance: 1e-4) == 122_880)
    let distinct = (0..<83).map { Double($0 * $0 % 17) + Double($0) / 100 }
    #expect(symmetry.multiplicity(of: distinct, tolerance: 1e-4) == 3_628_800 * 1024)
  }

  @Test func descriptionsThatDoNotFitAreErrors() {
    let good = HiddenUnit(incoming: [0, 1], outgoing: [2])
    func check(_ second: HiddenUnit, _ expected: SymmetryError) {
      let symmetry = UnitSymmetry(layers: [HiddenLayer(units: [good, second], isOdd: true)])
      #expect(throws: expected) { try symmetry.validate(dimension: 6) }
    }
    check(HiddenUnit(incoming: [3], outgoing: [5]), .unequalUnits(layer: 1, unit: 2))
    check(
      HiddenUnit(incoming: [3, 4], outgoing: [6]),
      .indexOutOfRange(layer: 1, unit: 2, index: 6, dimension: 6))
    check(
      HiddenUnit(incoming: [3, 1], outgoing: [5]), .sharedParameter(layer: 1, unit: 2, index: 1))
    #expect(UnitSymmetry(widths: [4, 10, 3], isOdd: true).summary == "hidden units 10 odd")
    #expect(UnitSymmetry(widths: [4, 3], isOdd: true).summary == NoSymmetry().summary)
    #expect(UnitSymmetry(widths: [4, 10, 3], isOdd: true).unitParameters.count == 10)
  }
}
