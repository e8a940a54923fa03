import Landscape
import TestSupport
import Testing

/// Transition states of functions whose stationary points are known.
@Suite struct SaddleFinderTests {
  private func finder(
    _ surface: any EnergySurface, symmetry: any Symmetry = NoSymmetry(), denseLimit: Int = 2000
  ) throws -> SaddleFinder {
    var quench = QuenchOptions()
    quench.denseLimit = denseLimit
    return try SaddleFinder(
      surface: surface, symmetry: symmetry, options: SaddleOptions(), quench: quench)
  }

  /// Roots of Himmelblau's gradient with one negative eigenvalue, to ten digits, by scipy.optimize.root.
  private let himmelblau = [
    [-3.0730257508, -0.0813530443], [-0.1279613467, -1.9537149802], [0.0866775046, 2.8842547012],
    [3.3851541836, 0.0738518798],
  ]

  @Test(arguments: [2000, 1])
  func himmelblauHasFour(denseLimit: Int) throws {
    let finder = try finder(ClosureSurface.himmelblau, denseLimit: denseLimit)
    var found: Set<Int> = []
    for k in 0..<100 {
      let start = [-4.5 + Double(k % 10), -4.5 + Double(k / 10)]
      guard case .saddle(let point, let mode) = try finder.search(from: start, .anywhere) else {
        continue
      }
      #expect(point.index == 1 && point.lowestEigenvalue < 0 && point.proof == .strict)
      let place = try #require(
        himmelblau.firstIndex { abs($0[0] - point.x[0]) + abs($0[1] - point.x[1]) < 1e-8 })
      found.insert(place)
      // The mode is the eigenvector: H v = lambda v.
      let h = ClosureSurface.himmelblauBody(point.x).2
      expectClose(h[0] * mode[0] + h[1] * mode[1], point.lowestEigenvalue * mode[0], absolute: 1e-5)
      expectClose(h[2] * mode[0] + h[3] * mode[1], point.lowestEigenvalue * mode[1], absolute: 1e-5)
    }
    #expect(found == [0, 1, 2, 3])
  }

  /// Steepest descent with tiny steps ends where the paths end.
  @Test func waysDownAreSteepestDescents() throws {
    let finder = try finder(ClosureSurface.himmelblau)
    for x in himmelblau {
      guard case .saddle(let point, let mode)? = try finder.confirm(x) else {
        Issue.record("no saddle at \(x)")
        continue
      }
      for isAhead in [true, false] {
        let way = try finder.wayDown(from: point, mode: mode, isAhead: isAhead)
        let end = try #require(way.end)
        let energies = way.points.map(\.energy)
        #expect(energies == energies.sorted(by: >) && energies[0] < point.energy)
        var here = way.points[0].x
        for _ in 0..<200_000 {
          let gradient = ClosureSurface.himmelblauBody(here).1
          for i in 0..<2 { here[i] -= 1e-4 * gradient[i] }
        }
        #expect(abs(here[0] - end[0]) + abs(here[1] - end[1]) < 0.2, "\(here) \(end)")
      }
    }
  }

  @Test func aBowlWithoutAWayOutIsLeftInTime() throws {
    let bowl = ClosureSurface(2) { p in
      (p[0] * p[0] + 2 * p[1] * p[1], [2 * p[0], 4 * p[1]], [2, 0, 0, 4])
    }
    guard
      case .failed(.bowl) = try finder(bowl).search(
        from: [0.1, 0.1], .bowl(along: [1, 1], step: 0.1))
    else {
      Issue.record("a bowl has no transition state")
      return
    }
  }

  /// -x^4 + y^2 has a stationary point whose index nothing proves.
  @Test func aDegenerateSaddleIsNone() throws {
    let flat = ClosureSurface(2) { p in
      let x2 = p[0] * p[0]
      return (-x2 * x2 + p[1] * p[1], [-4 * p[0] * x2, 2 * p[1]], [-12 * x2, 0, 0, 2])
    }
    for start in [[0.3, 0.2], [0.01, 0.1], [1, 1]] {
      if case .saddle(let point, _) = try finder(flat).search(from: start, .anywhere) {
        Issue.record("stored \(point.x)")
      }
    }
  }

  /// On the axis of symmetry y = 0 the way down from x = 0 ends at x = 1, where the energy falls to both sides: it is left
  /// along its lowest mode, to a minimum.
  @Test func symmetricSubspacesAreLeft() throws {
    let surface = ClosureSurface(2) { p in
      let (x, y) = (p[0], p[1])
      let a = x * x - 1
      return (
        a * a + y * y * y * y / 4 - x * x * y * y / 2 + 0.2 * y * y,
        [4 * a * x - x * y * y, y * y * y - x * x * y + 0.4 * y],
        [12 * x * x - 4 - y * y, -2 * x * y, -2 * x * y, 3 * y * y - x * x + 0.4]
      )
    }
    let finder = try finder(surface)
    guard case .saddle(let point, let mode)? = try finder.confirm([0, 0]) else {
      Issue.record("the origin has one negative eigenvalue")
      return
    }
    let way = try finder.wayDown(from: point, mode: mode, isAhead: true)
    let end = try #require(way.end)
    #expect(way.nonGeneric == 1 && abs(end[1]) > 0.5, "\(way.nonGeneric) \(end)")
  }

  @Test func nothingIsLostInNumbersThatAreNone() throws {
    let hole = ClosureSurface(2) { p in
      p[0] > 2 ? (.nan, [.nan, .nan], [.nan, .nan, .nan, .nan]) : ClosureSurface.himmelblauBody(p)
    }
    for k in 0..<20 {
      _ = try finder(hole).search(from: [2.1 - 0.1 * Double(k), 3], .anywhere)
    }
    guard case .failed(.notFinite) = try finder(hole).search(from: [3, 3], .anywhere) else {
      Issue.record("a start without an energy")
      return
    }
  }
}
