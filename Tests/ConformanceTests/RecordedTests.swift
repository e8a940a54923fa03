import Foundation
import Reachability
import Tensors
import TestSupport
import Testing

/// Bounds stay as narrow as they were when they were recorded, and what rounding costs stays what it was: a line that
/// is off by a hundredth to the wide side is sound, and shows here. `TARN_RECORD=1` records anew.
@Suite(.serialized) struct RecordedTests {
  private static let path = Repository.fixtures.appending(path: "conformance/recorded.json")
  private static let isRecording = ProcessInfo.processInfo.environment["TARN_RECORD"] != nil

  private enum Kind: String, CaseIterable { case width, rounding }

  /// Functions of one number that have lines, with intervals where they bend.
  private static let curves:
    [(name: String, low: Double, high: Double, apply: @Sendable (Value) throws -> Value)] = [
      ("relu", -1, 2, { try $0.relu() }), ("relu left", -2, 1, { try $0.relu() }),
      ("abs", -1, 2, { try $0.abs() }), ("tanh", -1, 2, { try $0.tanh() }),
      ("tanh right", 0.25, 2, { try $0.tanh() }), ("sigmoid", -3, 1, { try $0.sigmoid() }),
      ("exp", -1, 1.5, { try $0.exp() }), ("log", 0.5, 3, { try $0.log() }),
      ("sqrt", 0.5, 3, { try $0.sqrt() }), ("square", -1, 2, { try $0.square() }),
      ("softplus", -2, 2, { try $0.softplus() }), ("reciprocal", 0.5, 2, { try 1 / $0 }),
      ("clamp", -2, 1.5, { try $0.clamped(-1, 1) }), ("sin", 0.5, 2, { try $0.sin() }),
      ("maximum", -1, 1, { try $0.maximum(0.25 - $0) }), ("product", -1, 2, { try $0 * ($0 + 1) }),
      ("silu", -1, 2, { try $0 * $0.sigmoid() }), ("silu left", -6, 1, { try $0 * $0.sigmoid() }),
      ("silu right", 0.5, 6, { try $0 * $0.sigmoid() }),
      ("gelu", -2, 1.5, { try $0 * (($0 * 0.5.squareRoot()).erf() + 1) }),
      ("mish", -5, 0.5, { try $0 * $0.softplus().tanh() }),
      (
        "norm", -1, 2, { try Value.concatenated([$0, $0 + 1], dimension: 1).norm([1], keep: true) }
      ),
      (
        "logsumexp", -1, 1,
        { try Value.concatenated([$0, $0 * -0.5], dimension: 1).logSumExp([1], keep: true) }
      ),
      (
        "softmax", -1, 1.5,
        {
          try Value.concatenated([$0, $0 * 2, $0 * 0 + 0.25], dimension: 1).softmax(1).sliced(
            1, 0..<1)
        }
      ),
      (
        "log_softmax", -1, 1.5,
        {
          try Value.concatenated([$0, $0 * -0.5, $0 * 0 + 0.25], dimension: 1).logSoftmax(1)
            .sliced(1, 0..<1)
        }
      ),
      (
        "wide softmax", -4, 5,
        { try Value.concatenated([$0, -$0], dimension: 1).softmax(1).sliced(1, 1..<2) }
      ),
      (
        "largest", -1, 1,
        { x in
          try Value.concatenated([x, x * -0.5, x * 0 + 0.1], dimension: 1).max([1], keep: true)
        }
      ),
    ]

  /// The function, and what is left of it without its slope: there lines count on both sides.
  private static func used(_ x: Value, _ function: (Value) throws -> Value) throws -> Value {
    let y = try function(x)
    return try .concatenated([y - x * 0.4, x * 0.6 - y], dimension: 1)
  }

  private static func network(_ kind: Int) -> @Sendable (Value) throws -> Value {
    { x in
      var random = CounterRandom(seed: UInt64(kind), stream: 5)
      var y = x
      for (rows, columns) in [(6, 2), (5, 6), (2, 5)] {
        if columns > 2 { y = kind % 2 == 0 ? try y.relu() : try y.tanh() }
        let weight = try Tensor(TensorType(Shape([rows, columns]), .float64)) { _ in random.normal()
        }
        let bias = try Tensor(TensorType(Shape([rows]), .float64)) { _ in random.normal() }
        y = try y.matmul(transposed: .tensor(weight)) + .tensor(bias)
      }
      return y
    }
  }

  private static func ends(_ values: [Double], _ columns: Int) throws -> Tensor {
    try Tensor(values, shape: Shape([1, columns]), dtype: .float64)
  }

  private static func measured(_ kind: Kind) throws -> [String: Double] {
    var found: [String: Double] = [:]
    for engine in Engine.allCases {
      func add(_ name: String, _ value: Double?) { found["\(engine) \(name)"] = value }
      switch kind {
      case .width:
        for (name, low, high, function) in curves {
          add(
            name,
            try engine.bounds(ends([low], 1), ends([high], 1)) { try used($0, function) }?.width)
        }
        for kind in 0..<4 {
          add(
            "network \(kind)",
            try engine.bounds(ends([-0.5, 0.25], 2), ends([0.5, 1], 2), network(kind))?.width)
        }
      case .rounding:
        // Sets of next to no width, at large numbers: what is left is rounding.
        func cost(_ function: (Value) throws -> Value, _ at: [Double], _ radius: Double) throws
          -> Double?
        {
          let (low, high) = (
            try ends(at.map { $0 - radius }, at.count), try ends(at.map { $0 + radius }, at.count)
          )
          guard let plain = try engine.bounds(low, high, function),
            let sound = try engine.bounds(low, high, sound: true, function)
          else { return nil }
          return sound.width - plain.width
        }
        for (name, low, high, function) in curves {
          let middle = 0.7 * low + 0.3 * high
          // Multiplied, so that differences of bounds have digits left.
          add(name, try cost({ try used($0, function) }, [middle], 0x1p-40))
        }
        // A bound moves by whole units in its last place: of many the sum tells a hundredth.
        let many = try Value.tensor(
          Tensor((0..<400).map { 1 + Double($0) / 400 }, shape: Shape([1, 400]), dtype: .float64))
        add("many results", try cost({ try $0 * many }, [1], 0x1p-40))
        add("many products", try cost({ try $0.matmul(many) }, [1], 0x1p-40))
        for kind in 0..<4 { add("network \(kind)", try cost(network(kind), [1e3, -2e3], 0x1p-24)) }
      }
    }
    return found
  }

  @Test func boundsAreAsNarrowAsTheyWere() throws {
    if Self.isRecording {
      var all: [String: [String: Double]] = [:]
      for kind in Kind.allCases { all[kind.rawValue] = try Self.measured(kind) }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      try encoder.encode(all).write(to: Self.path)
    }
    let all = try JSONDecoder().decode(
      [String: [String: Double]].self, from: Data(contentsOf: Self.path))
    for kind in Kind.allCases {
      let recorded = try #require(all[kind.rawValue])
      let found = try Self.measured(kind)
      #expect(Set(found.keys) == Set(recorded.keys))
      for (name, value) in found {
        let before = recorded[name] ?? 0
        switch kind {
        case .width:
          #expect(value <= before * (1 + 1e-9) + 1e-12, "\(name): \(value), was \(before)")
        case .rounding:
          // Differences of bounds have some digits only: those of networks are in the thousands.
          let digits =
            name.contains("network") ? 4e-12 : name.contains("many") ? 0 : 1e-14
          #expect(
            abs(value - before) <= 1e-3 * before + digits,
            "rounding of \(name): \(value), was \(before)")
        }
      }
    }
  }
}
