import Attacks
import Regions
import Tensors
import TestSupport
import Testing

@Suite struct RobustnessCurveTests {
  private let radii = [0.1, 0, 0.02, 0.05]

  @Test func agreesWithSingleRunsWhereTheseFindAll() throws {
    let (x, y) = try Sample.data(60)
    let net = try Sample.net()
    let model = Model { try net($0) }
    let curve = try RobustnessCurve(radii: radii)(model, x, y, Threat(epsilon: nil as Double?))
    #expect(curve.accuracy.count == 4)
    var gradients = 0
    for (radius, accuracy) in zip(radii, curve.accuracy) {
      let alone = try Sample.run(PGD(), { try net($0) }, x, y, radius)
      gradients += alone.gradients
      #expect(accuracy <= alone.accuracy)
      #expect(accuracy >= alone.accuracy - 0.05)
    }
    #expect(curve.gradients < gradients)
    #expect(curve.accuracy[1] == (try net.accuracy(x, y)))
    #expect(curve.accuracy[1] >= curve.accuracy[2] && curve.accuracy[3] >= curve.accuracy[0])
  }

  @Test func rangesAndTargetsOfRows() throws {
    let (x, y) = try Sample.data(30)
    let net = try Sample.net()
    var threat = try Threat(epsilon: nil as Double?)
    threat.clip = try Clip(low: x - 0.03, high: x + 0.03)
    (threat.targeted, threat.target) = (true, y)
    let curve = try RobustnessCurve(radii: [0.01, 0.02, 0.5])(
      Model { try net($0) }, x, y, threat)
    #expect(curve.radius.contains { $0 != nil })
  }
}
