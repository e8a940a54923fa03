import Landscape
import TestSupport
import Testing

/// Bands between minima whose saddle is known.
@Suite struct BandTests {
  private func finder(_ surface: any EnergySurface) throws -> SaddleFinder {
    try SaddleFinder(
      surface: surface, symmetry: NoSymmetry(), options: SaddleOptions(), quench: QuenchOptions())
  }

  /// The minima of Himmelblau's function at (3, 2) and (3.584428, -1.848127): the saddle between them lies at
  /// (3.38515418, .07385188), with energy 13.3119.
  @Test(arguments: BandMethod.allCases)
  func theHighestImageLeadsToTheSaddle(_ method: BandMethod) throws {
    let finder = try finder(ClosureSurface.himmelblau)
    var options = BandOptions()
    options.method = method
    let start = [3.0, 2.0]
    let end = [3.584428340330492, -1.848126526964404]
    let band = try #require(try finder.band(from: start, to: end, options))
    #expect(band.images.first == start && band.images.last == end)
    let top = try #require(band.maxima.first)
    expectClose(band.energies[top], 13.3119, absolute: 0.7)
    let outcome = try finder.search(
      from: band.images[top], .image(tangent: band.images[top + 1].difference(band.images[top])))
    guard case .saddle(let point, _) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    expectClose(point.x[0], 3.3851541836, absolute: 1e-8)
    expectClose(point.x[1], 0.0738518798, absolute: 1e-8)
  }

  /// Images stay apart: the springs of the nudged band, the spreading of the string.
  @Test(arguments: [BandMethod.dneb, .string])
  func imagesStaySpread(_ method: BandMethod) throws {
    var options = BandOptions()
    options.method = method
    options.fewest = 15
    options.steps = 300
    let band = try #require(
      try finder(ClosureSurface.himmelblau).band(
        from: [3, 2], to: [-2.805118086952745, 3.131312518250573], options))
    let gaps = (1..<band.images.count).map {
      let d = band.images[$0].difference(band.images[$0 - 1])
      return (d[0] * d[0] + d[1] * d[1]).squareRoot()
    }
    let mean = gaps.reduce(0, +) / Double(gaps.count)
    #expect(gaps.allSatisfy { $0 > 0.3 * mean && $0 < 2.5 * mean }, "\(gaps)")
  }

  @Test func aBandThroughAHoleIsNone() throws {
    let hole = ClosureSurface(2) { p in
      abs(p[0]) < 0.5 ? (.nan, [.nan, .nan], [0, 0, 0, 0]) : ClosureSurface.himmelblauBody(p)
    }
    #expect(try finder(hole).band(from: [3, 2], to: [-3, 3], BandOptions()) == nil)
  }
}

extension [Double] {
  fileprivate func difference(_ other: [Double]) -> [Double] { zip(self, other).map { $0 - $1 } }
}
