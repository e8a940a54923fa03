import Layers
import Tensors
import TestSupport
import Testing
import Verification

/// Properties of thousands of boxes of inputs, each with its own condition.
@Suite struct ManyBoxesTests {
  private static let count = 2000
  private static let width = 0.8e-3

  /// For each box the largest output at its middle, its ends, and some points between.
  private static func heights(_ net: Network) throws -> [Double] {
    let places = 9
    let x = try Tensor(TensorType(Shape([count * places, 1]), .float64)) { k in
      Double(k / places) * 1e-3 + Double(k % places) / Double(places - 1) * width
    }
    let y = try net(.tensor(x)).tensor().doubles
    return (0..<count).map { box in y[box * places..<(box + 1) * places].max() ?? 0 }
  }

  private static func property(_ limits: [Double]) -> PropertyText {
    let boxes = limits.enumerated().map { k, limit in
      "(and (>= X_0 \(Double(k) * 1e-3)) (<= X_0 \(Double(k) * 1e-3 + width)) (>= Y_0 \(limit)))\n"
    }
    return PropertyText(inputs: 1, outputs: 1).with("(or \(boxes.joined()))")
  }

  private static func network(_ activation: any Layer) throws -> Network {
    let net = try Network(
      [Linear(1, 20), activation, Linear(20, 20), activation, Linear(20, 1)], seed: 3,
      dtype: .float64)
    return try net.with(parameters: net.parameters * 3)
  }

  private static func verdict(_ net: Network, _ limits: [Double], workers: Int = 2) throws
    -> Verdict
  {
    try Verifier(VerifierOptions(timeout: 60, workers: workers))(
      Subject(net, inputs: 1), property(limits).specification)
  }

  /// All are proved, and one that is not so is found wherever it stands; on any number of workers alike.
  @Test func eachBoxCounts() throws {
    let net = try Self.network(ReLU())
    let heights = try Self.heights(net)
    let safe = heights.map { $0 + 1e-3 }
    var splits: [Int] = []
    for workers in [1, 3] {
      let verdict = try Self.verdict(net, safe, workers: workers)
      #expect(verdict.status == .unsat)
      splits.append(verdict.splits)
    }
    #expect(splits[0] == splits[1])
    for place in [0, 777, Self.count - 1] {
      var limits = safe
      limits[place] = heights[place] - 1e-9
      let verdict = try Self.verdict(net, limits)
      let found = try #require(verdict.counterexample)
      #expect(found.inputs[0] >= Double(place) * 1e-3 - 1e-12)
      #expect(found.inputs[0] <= Double(place) * 1e-3 + Self.width + 1e-12)
    }
  }

  /// Networks that are no chain.
  @Test func otherNetworks() throws {
    let net = try Self.network(Sigmoid())
    let heights = try Self.heights(net)[..<40]
    #expect(try Self.verdict(net, heights.map { $0 + 1e-2 }).status == .unsat)
    var limits = heights.map { $0 + 1e-2 }
    limits[17] = heights[17] - 1e-6
    #expect(try Self.verdict(net, limits).status == .sat)
  }

  /// Boxes of more inputs than are split, with rows of their own.
  @Test func manyInputs() throws {
    let net = try Network(
      [Linear(30, 12), ReLU(), Linear(12, 3)], seed: 1, dtype: .float64)
    var random = CounterRandom(seed: 4)
    let subject = try Subject(net, inputs: 30)
    func verdict(_ margin: Double) throws -> Verdict {
      let boxes = try (0..<12).map { _ -> String in
        let center = (0..<30).map { _ in random.uniform() }
        let y = try net(.tensor(Tensor(center, shape: Shape([1, 30]), dtype: .float64))).tensor()
        let box = PropertyText.box(center.map { $0 - 1e-3 }, center.map { $0 + 1e-3 })
        let difference = y[0] - 2 * y[1]
        return "(and \(box.joined(separator: " ")) (>= (- Y_0 (* 2 Y_1)) \(difference + margin)))"
      }
      let property = PropertyText(inputs: 30, outputs: 3).with(
        "(or \(boxes.joined(separator: "\n")))")
      return try Verifier(VerifierOptions(timeout: 60, workers: 2))(subject, property.specification)
    }
    #expect(try verdict(0.1).status == .unsat)
    #expect(try verdict(1e-5).status == .sat)
  }
}
