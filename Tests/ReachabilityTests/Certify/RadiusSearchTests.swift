import Reachability
import Regions
import Testing

@Suite struct RadiusSearchTests {
  @Test func radiiAreThoseOfTheThresholds() throws {
    let thresholds = [0.3, 0, 2, 1, 0.999_999, 1e-9, -1, 0.123_456]
    let search = try RadiusSearch(largest: 1, tolerance: 1e-6)
    var questions = 0
    let radii = search(samples: thresholds.count) { radii in
      questions += 1
      return zip(radii, thresholds).map { $0 <= $1 }
    }
    for (radius, threshold) in zip(radii, thresholds) {
      let best = min(max(threshold, 0), 1)
      #expect(radius <= best && best - radius <= 1e-6)
    }
    #expect(questions <= search.questions && search.questions == 21)
  }

  /// Each radius that is returned was certified, in whatever way answers come.
  @Test func onlyCertifiedRadiiAreReturned() throws {
    var said: Set<Double> = [0]
    var count = 0
    let radii = try RadiusSearch(largest: 0.5, tolerance: 1e-3)(samples: 4) { radii in
      radii.enumerated().map { k, radius in
        count += 1
        let isCertified = (count * 7 + k) % 3 == 0
        if isCertified { said.insert(radius) }
        return isCertified
      }
    }
    #expect(radii.allSatisfy(said.contains))
  }

  @Test func noQuestionIsAskedTwice() throws {
    var questions = 0
    let radii = try RadiusSearch(largest: 0.5, tolerance: 1)(samples: 2) { radii in
      questions += 1
      return [true, false]
    }
    #expect(questions == 1 && radii == [0.5, 0])
    #expect(throws: Ball.Failure.self) { try RadiusSearch(largest: 0) }
    #expect(throws: Ball.Failure.self) { try RadiusSearch(tolerance: .nan) }
    #expect(throws: Ball.Failure.self) { try RadiusSearch(largest: .infinity) }
  }
}
