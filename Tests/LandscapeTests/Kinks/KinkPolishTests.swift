import Landscape
import Tensors
import TestSupport
import Testing

/// Energies of two coordinates whose minima lie on kinks, with answers worked out by hand.
@Suite struct KinkPolishTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    var start = [0.3, -0.2]
    let energy: @Sendable (_ x: Value, _ y: Value) throws -> Value
    /// One of these; none where nothing is to be proved.
    let minima: [[Double]]
    var kinks = 0
    var testDescription: String { name }
  }

  private static func outcome(
    _ start: [Double], _ energy: (Value, Value) throws -> Value
  ) throws -> (outcome: KinkOutcome, surface: PlanSurface) {
    let function: (Value) throws -> Value = { try energy($0.sliced(0, 0..<1), $0.sliced(0, 1..<2)) }
    let kinked = try #require(try KinkedSurface(dimension: 2, function))
    return (
      try KinkPolish(kinked).polish(from: start), try PlanSurface(dimension: 2, function)
    )
  }

  static let proved: [Case] = [
    Case(
      name: "|x| + x^2 + y^2", energy: { try $0.abs() + $0.square() + $1.square() },
      minima: [[0, 0]], kinks: 1),
    Case(
      name: "max(x, -2x) + (y - 1)^2",
      energy: { try $0.maximum($0 * -2) + ($1 - 1).square() }, minima: [[0, 1]], kinks: 1),
    Case(
      name: "|x| + |y| + x y", energy: { try $0.abs() + $1.abs() + $0 * $1 }, minima: [[0, 0]],
      kinks: 2),
    Case(
      name: "-|x| + x^2 + y^2", energy: { try $0.square() + $1.square() - $0.abs() },
      minima: [[0.5, 0], [-0.5, 0]]),
    Case(
      name: "|x| - 2 |x - 1| + x^2 + y^2, away from the concave kink",
      energy: { try $0.abs() - ($0 - 1).abs() * 2 + $0.square() + $1.square() },
      minima: [[-0.5, 0]]),
    Case(
      name: "relu(x - 1)^2 + (x - 2)^2 / 2 + y^2",
      energy: { try ($0 - 1).relu().square() + ($0 - 2).square() * 0.5 + $1.square() },
      minima: [[4.0 / 3, 0]]),
    Case(
      name: "the same kink twice", energy: { try $0.abs() + ($0 * 3).abs() + $0 + $1.square() },
      minima: [[0, 0]], kinks: 2),
    Case(
      name: "the same kink three times, with next to no effect of the first",
      energy: { try ($0 * -2).abs() * 1e-13 + $0.abs() + $0.relu() - $0 * 0.3 + $1.square() },
      minima: [[0, 0]], kinks: 3),
    Case(
      name: "a comparison of what is 0 everywhere",
      energy: {
        let zero = try $0 * 0
        return try $0.abs() + zero.differs(from: zero.filled(0)) * $1 + $1.square()
      }, minima: [[0, 0]], kinks: 1),
    Case(
      name: "three kinks meet in two dimensions",
      energy: { try $0.abs() + $1.abs() + ($0 + $1).abs() + $0 * 0.3 }, minima: [[0, 0]], kinks: 3),
    Case(
      name: "nested, relu(relu(x) - 1)",
      energy: { try ($0.relu() - 1).relu() * 4 - $0 + $0.square() * 0.1 + $1.square() },
      minima: [[1, 0]], kinks: 1),
    Case(
      name: "nested, both kinks met",
      energy: { try ($0.relu() * 2 + $1).relu() + ($0 - $1 * 0.5).abs() - $0 * 0.25 + $1.square() },
      minima: [[0, 0]], kinks: 3),
    Case(
      name: "clamp",
      energy: { try (0.5 - $0.clamped(-1, 1)) * 0.5 + $0.square() * 0.1 + $1.square() },
      minima: [[1, 0]], kinks: 1),
    Case(
      name: "leaky_relu and min",
      energy: {
        try ($0 - 0.5).leakyReLU(0.1) - $0 * 0.5 - ($1.minimum($1 * 3)) + $0.square() * 0.01 + $1
          * 2
      }, minima: [[0.5, 0]], kinks: 2),
    Case(
      name: "the larger of equal numbers is no kink",
      energy: {
        try ($0 * 2).maximum($0 + $0).square() + ($1 - 1).relu().maximum(($1 - 2).relu()) - $1 * 0.1
          + $1.square() * 0.1
      }, minima: [[0, 0.5]]),
    Case(
      name: "nor is one that leads nowhere", start: [0.1, 0.3],
      energy: { try (($0.relu() - 5).relu() + $0.square() + ($1 - 0.5).abs()) },
      minima: [[0, 0.5]],
      kinks: 1),
    Case(
      name: "the largest of three",
      energy: {
        try Value.concatenated([$0, -$0 + $1, -$1 * 2], dimension: 0).max([0]).reshaped(
          to: Shape([1]))
      }, minima: [[0, 0]], kinks: 2),
  ]

  @Test(arguments: proved) func knownMinima(_ example: Case) throws {
    for start in [example.start, [-0.7, 0.4], [1.2, 0.9]] {
      let (outcome, surface) = try Self.outcome(start, example.energy)
      let minimum = try #require(outcome.minimum, "\(String(describing: outcome.failure))")
      #expect(
        example.minima.contains { known in
          zip(known, minimum.x).allSatisfy { abs($0 - $1) < 1e-9 }
        }, "\(minimum.x)")
      if example.minima.count == 1 { #expect(minimum.activeKinks == example.kinks) }
      try Self.expectLowest(minimum, surface)
    }
  }

  /// No point near it is lower.
  private static func expectLowest(_ minimum: KinkOutcome.Minimum, _ surface: PlanSurface) throws {
    let evaluator = try surface.makeEvaluator()
    var slope = minimum.x
    let energy = try evaluator.energy(minimum.x, gradient: &slope)
    #expect(abs(energy - minimum.energy) < 1e-14)
    var random = CounterRandom(seed: 1)
    for k in 0..<2000 {
      let radius = [1e-3, 1e-4, 1e-5, 1e-6][k % 4]
      let direction = minimum.x.map { _ in random.normal() }
      let norm = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let near = try evaluator.energy(
        zip(minimum.x, direction).map { $0 + radius * $1 / norm }, gradient: &slope)
      #expect(near > energy - 1e-15)
    }
  }

  static let unproved: [Case] = [
    Case(
      name: "|x| - y^2 + y^4: 0 is a saddle on a kink",
      energy: {
        try $0.abs() - $1.square() + $1.square().square()
      }, minima: [[0, 0.5.squareRoot()], [0, -(0.5.squareRoot())]]),
    Case(
      name: "relu(x)^2 + y^2 is flat", energy: { try $0.relu().square() + $1.square() }, minima: []),
    Case(name: "relu(x) + y^2 is flat", energy: { try $0.relu() + $1.square() }, minima: []),
    Case(
      name: "|x y| has no minimum that is isolated", energy: { try ($0 * $1).abs() }, minima: []),
    Case(
      name: "a jump", energy: { try $0.greater(than: 0) + $0.abs() + $1.square() }, minima: []),
    Case(
      name: "no lower bound", energy: { try $0.abs() * -1 + $1.square() }, minima: []),
    Case(
      name: "x |x| + x^2 bends on one side only",
      energy: { try $0 * $0.abs() + $0.square() + $1.square() }, minima: []),
  ]

  /// Nothing is called a minimum that is none.
  @Test(arguments: unproved) func noFalseMinima(_ example: Case) throws {
    for start in [[0.0, 0.0], [0.3, -0.2], [1e-9, 1e-9]] {
      let (outcome, _) = try Self.outcome(start, example.energy)
      if let minimum = outcome.minimum {
        #expect(
          example.minima.contains { known in
            zip(known, minimum.x).allSatisfy { abs($0 - $1) < 1e-8 }
          }, "\(minimum)")
      } else {
        #expect(outcome.failure != nil)
      }
      #expect(outcome.evaluations < 5000)
    }
  }

  /// Where the energy cannot change in a direction, the minimum is one up to it.
  @Test func zeroModes() throws {
    let energy: (Value, Value) throws -> Value = { try ($0 - $1).abs() + ($0 - $1) * 0.5 }
    let function: (Value) throws -> Value = { try energy($0.sliced(0, 0..<1), $0.sliced(0, 1..<2)) }
    let kinked = try #require(try KinkedSurface(dimension: 2, function))
    let polish = try KinkPolish(kinked)
    #expect(try polish.polish(from: [0.3, 0.1]).failure == .degenerate)
    let root = 0.5.squareRoot()
    let found = try polish.polish(from: [0.3, 0.1], zeroModes: { _ in [[root, root]] })
    let minimum = try #require(found.minimum)
    #expect(abs(minimum.x[0] - minimum.x[1]) < 1e-12)
    #expect(minimum.zeroModes == 1 && minimum.sharpDimensions == 1)
    #expect(minimum.lowestEigenvalue == .infinity)
  }

  @Test func smoothEnergiesHaveNoKinks() throws {
    #expect(try KinkedSurface(dimension: 2) { try $0.square().sum() + $0.tanh().sum() } == nil)
    // Of constants only.
    #expect(
      try KinkedSurface(dimension: 2) {
        try $0.square().sum() + Value.tensor(Tensor([-1.0], dtype: .float64)).relu().sum()
      } == nil)
  }

  @Test func unsupportedOperationsAreNamed() throws {
    let kinked = try #require(
      try KinkedSurface(dimension: 4) { x in
        let sorted = try x.sorted(0).values
        return try (sorted * sorted).sum() + x.abs().sum()
      })
    #expect(!kinked.unsupported.isEmpty)
    let outcome = try KinkPolish(kinked).polish(from: [1, 2, 3, 4])
    #expect(outcome.failure == .unsupported && outcome.evaluations == 0)
  }
}
