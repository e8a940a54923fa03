import Foundation
import Layers
import Regions
import Tensors
import TestSupport
import Testing
import Verification

@Suite struct ExactDistanceTests {
  private static func results(
    _ model: Model, _ x: Tensor, _ y: [Int], clip: ClosedRange<Double>? = nil,
    _ change: (inout ExactDistance) -> Void = { _ in }
  ) throws -> [ExactDistance.Result] {
    var exact = ExactDistance()
    change(&exact)
    var found = [ExactDistance.Result](repeating: .init(), count: y.count)
    try exact(
      model, x, Tensor(y.map { Int32($0) }, shape: Shape([y.count])),
      clip: clip.map { try Clip($0) }
    ) { found[$0] = $1 }
    return found
  }

  /// Of a network on Iris that is shipped with recorded distances of a mixed-integer program.
  @Test func recordedDistances() throws {
    struct File: Decodable {
      let weights: [Nested]
      let distances: [Double?]
    }
    let file = try JSONDecoder().decode(
      File.self, from: Data(contentsOf: Repository.fixtures.appending(path: "iris_exact.json")))
    let net = try Network([Linear(4, 10), ReLU(), Linear(10, 3)]).with(
      parameters: .tensor(Tensor(file.weights.flatMap(\.numbers), dtype: .float64)))
    let (x, y) = try Iris.scaled()
    let found = try Self.results(net.model, x, y, clip: 0...1)
    for (k, (result, distance)) in zip(found, file.distances).enumerated() {
      #expect(result.isSolved)
      guard let distance else {
        #expect(result.upper == .infinity && result.adversarial == nil)
        continue
      }
      #expect(abs(result.upper - distance) <= 1e-7, "sample \(k + 1)")
      #expect(result.upper - result.lower <= 1e-7)
      try Self.expectAttained(net.model, x, k, y[k], result)
    }
  }

  private static func expectAttained(
    _ model: Model, _ x: Tensor, _ k: Int, _ label: Int, _ result: ExactDistance.Result
  ) throws {
    let place = try #require(result.adversarial)
    let n = place.count
    let logits = try model(.tensor(Tensor(place, shape: Shape([1, n]), dtype: .float64))).tensor()
      .doubles
    let best = logits.indices.max { logits[$0] < logits[$1] }
    #expect(best != label - 1)
    let distance = (0..<n).reduce(0.0) { max($0, abs(place[$1] - x[k * n + $1])) }
    #expect(distance == result.upper)
  }

  /// No sample of the ball within the lower bound is of another class, and the upper bound is attained, for every
  /// kind of neurons, with a range and without.
  @Test(arguments: [0, 1, 2], [false, true]) func boundsHoldAndMeet(_ kind: Int, _ isClipped: Bool)
    throws
  {
    let activation: any Layer = [ReLU(), Tanh(), Sigmoid()][kind]
    for (seed, sizes) in [[2, 7, 3], [3, 6, 5, 2], [4, 10, 3], [8, 6, 3]].enumerated() {
      let net = try SmallNetwork.make(sizes, activation, seed: seed, scale: 2.5)
      var random = CounterRandom(seed: 21, stream: UInt64(seed))
      let count = 8
      let x = try Tensor(TensorType(Shape([count, sizes[0]]), .float64)) { _ in random.uniform() }
      let logits = try net(.tensor(x)).tensor().doubles
      let classes = sizes[sizes.count - 1]
      let y = (0..<count).map { k in
        (0..<classes).max { logits[k * classes + $0] < logits[k * classes + $1] }! + 1
      }
      let found = try Self.results(net.model, x, y, clip: isClipped ? 0...1 : nil) {
        if !isClipped { $0.largest = 3 }
      }
      for (k, result) in found.enumerated() {
        let center = (0..<sizes[0]).map { x[k * sizes[0] + $0] }
        let radius = min(result.lower, 3)
        for sample in try SmallNetwork.outputs(
          net, around: center, radius * (1 - 1e-9), count: isClipped ? 0 : 4000)
        {
          #expect(sample.indices.allSatisfy { sample[$0] <= sample[y[k] - 1] })
        }
        guard result.isSolved, result.upper < .infinity else {
          #expect(isClipped || result.lower >= 3 - 1e-12, "\(sizes), sample \(k + 1): \(result)")
          continue
        }
        #expect(result.upper - result.lower <= 1e-7)
        try Self.expectAttained(net.model, x, k, y[k], result)
        if isClipped {
          #expect(result.adversarial!.allSatisfy { $0 >= 0 && $0 <= 1 })
        }
      }
    }
  }

  /// Two linear logits: the distance is the difference over the sum of the absolute slopes.
  @Test func linearNetworks() throws {
    let net = try Network([Linear(2, 2)], dtype: .float64).with(
      parameters: .tensor(Tensor([1, 2, -1, 0.5, 0.25, 0], dtype: .float64)))
    let x = try Tensor([0.5, 0.5, -1, -1], shape: Shape([2, 2]), dtype: .float64)
    let difference = { (a: Double, b: Double) in 2 * a + 1.5 * b + 0.25 }
    let found = try Self.results(net.model, x, [1, 2])
    #expect(abs(found[0].upper - difference(0.5, 0.5) / 3.5) <= 1e-7)
    #expect(abs(found[1].upper + difference(-1, -1) / 3.5) <= 1e-7)
    let wrong = try Self.results(net.model, x, [2, 2])
    #expect(wrong[0].isSolved && wrong[0].upper == 0 && wrong[0].lower == 0)
  }

  /// Where a largest distance ends the search nothing is claimed beyond it; where no valid input is of another class,
  /// the distance is infinite.
  @Test func limits() throws {
    let net = try Network([Linear(1, 2)], dtype: .float64).with(
      parameters: .tensor(Tensor([1, 0, 0, 0], dtype: .float64)))
    let x = try Tensor([0.5], shape: Shape([1, 1]), dtype: .float64)
    let near = try Self.results(net.model, x, [1]) { $0.largest = 0.2 }[0]
    #expect(!near.isSolved && near.lower >= 0.2 - 1e-12 && near.upper == .infinity)
    let far = try Self.results(net.model, x, [1], clip: 0.25...1)[0]
    #expect(far.isSolved && far.upper == .infinity && far.lower == .infinity)
    let free = try Self.results(net.model, x, [1])[0]
    #expect(free.isSolved && abs(free.upper - 0.5) <= 1e-7)
  }

  @Test func badInput() throws {
    let net = try SmallNetwork.make([2, 3, 2], ReLU(), seed: 1)
    let x = try Tensor([0.5, .nan], shape: Shape([1, 2]), dtype: .float64)
    #expect(throws: (any Error).self) { try Self.results(net.model, x, [1]) }
    let one = try Tensor([0.5, 0.1], shape: Shape([1, 2]), dtype: .float64)
    #expect(throws: (any Error).self) { try Self.results(net.model, one, [3]) }
    let broken = try net.with(parameters: net.parameters * .scalar(.nan, .float64))
    #expect(throws: UnknownLogits.self) { try Self.results(broken.model, one, [1]) }
    #expect(throws: (any Error).self) { try Self.results(net.model, one, [1], clip: 0.2...0.4) }
  }

  /// Results do not depend on how many samples are searched at once.
  @Test func workersDoNotCount() throws {
    let net = try SmallNetwork.make([4, 8, 3], Tanh(), seed: 9, scale: 2)
    var random = CounterRandom(seed: 2)
    let x = try Tensor(TensorType(Shape([12, 4]), .float64)) { _ in random.uniform() }
    let y = (0..<12).map { $0 % 3 + 1 }
    let one = try Self.results(net.model, x, y, clip: 0...1)
    let two = try Self.results(net.model, x, y, clip: 0...1) { $0.workers = 2 }
    for (a, b) in zip(one, two) {
      #expect(a.lower == b.lower && a.upper == b.upper && a.adversarial == b.adversarial)
    }
  }
}

/// Numbers, nested or not, in order.
private struct Nested: Decodable {
  let numbers: [Double]

  init(from decoder: any Decoder) throws {
    if let rows = try? [[Double]](from: decoder) {
      numbers = rows.flatMap { $0 }
    } else {
      numbers = try [Double](from: decoder)
    }
  }
}

/// The flowers, scaled to [0, 1] by column.
private enum Iris {
  static func scaled() throws -> (x: Tensor, y: [Int]) {
    let csv = Repository.standardLibrary + "/data/iris.csv"
    let rows = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",") }
    var names: [Substring] = []
    let labels = rows.map { row -> Int in
      let name = row[row.count - 1]
      if let place = names.firstIndex(of: name) { return place + 1 }
      names.append(name)
      return names.count
    }
    let numbers = rows.map { $0.dropLast().map { Double($0)! } }
    let low = (0..<4).map { k in numbers.map { $0[k] }.min()! }
    let high = (0..<4).map { k in numbers.map { $0[k] }.max()! }
    let scaled = numbers.flatMap { row in (0..<4).map { (row[$0] - low[$0]) / (high[$0] - low[$0]) }
    }
    return (try Tensor(scaled, shape: Shape([rows.count, 4]), dtype: .float64), labels)
  }
}
