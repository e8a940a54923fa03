import Reachability
import Tensors
import Testing

/// Values of which arithmetic knows nothing, infinity less infinity, must not become certain on the way; and what
/// is known beside them stays known.
@Suite struct UnknownTests {
  /// 1000 x, by numbers beyond the largest.
  private static func overflowing(_ x: Value) throws -> Value {
    try (x * 1e308 * 1e4 - x * 1e308 * 9e3) * 1e-308
  }

  private static let functions: [(name: String, apply: @Sendable (Value) throws -> Value)] = [
    ("identity", { $0 }), ("negative", { try -$0 }), ("gt", { try $0.greater(than: 0) }),
    ("lt", { try $0.less(than: 0) }), ("sign", { try $0.sign() }), ("relu", { try $0.relu() }),
    ("abs", { try $0.abs() }), ("tanh", { try $0.tanh() }), ("sigmoid", { try $0.sigmoid() }),
    ("clamp", { try $0.clamped(-1, 1) }), ("softplus", { try $0.softplus() }),
    ("square", { try $0.square() }), ("sqrt", { try $0.sqrt() }), ("reciprocal", { try 1 / $0 }),
    ("power", { try $0.power(3) }), ("power 0", { try $0.power(0) }), ("sin", { try $0.sin() }),
    ("maximum", { try $0.maximum(-$0) }), ("minimum", { try $0.minimum(5) }),
    ("where", { try $0.greater(than: 0).select($0.tanh(), -$0.tanh()) }),
    ("max", { try Value.concatenated([$0, $0 * 0.5], dimension: 1).max([1], keep: true) }),
    ("min", { try Value.concatenated([$0, $0 * 0.5], dimension: 1).min([1], keep: true) }),
    ("product", { try $0 * $0 }), ("quotient", { try ($0 + 1) / $0 }),
    (
      "rows",
      { try $0.matmul(.tensor(Tensor([0, 1, -2], shape: Shape([1, 3]), dtype: .float64))) }
    ),
    ("softmax", { try Value.concatenated([$0, $0 * 0.5], dimension: 1).softmax(1) }),
  ]

  @Test(arguments: functions.indices) func nothingIsCertain(_ index: Int) throws {
    let (name, function) = Self.functions[index]
    let lower = try Tensor([1, -2, -1], shape: Shape([3, 1]), dtype: .float64)
    let upper = try Tensor([2, -1, 1], shape: Shape([3, 1]), dtype: .float64)
    for engine in Engine.domains + [.chain, .split] {
      guard
        let found = try engine.bounds(
          lower, upper, sound: true, { try function(Self.overflowing($0)) })
      else { continue }
      #expect(!found.lower.contains { $0.isNaN } && !found.upper.contains { $0.isNaN })
      for step in 0...40 {
        let t = Double(step) / 40
        let x = try Tensor(TensorType(Shape([3, 1]), .float64)) {
          1000 * (lower[$0] + t * (upper[$0] - lower[$0]))
        }
        let y = try function(.tensor(x)).tensor().doubles
        let outputs = y.count / 3
        for (k, value) in y.enumerated() where value.isFinite {
          let slack = 1e-9 * (1 + abs(value))
          #expect(
            found.lower[k] <= value + slack && found.upper[k] >= value - slack,
            "\(name) \(engine), row \(k / outputs): \(value) in [\(found.lower[k]), \(found.upper[k])]"
          )
        }
      }
    }
  }

  /// A row, or an output, of which nothing is known leaves the others alone.
  @Test(arguments: Engine.domains) func unknownsStayWhereTheyAre(_ engine: Engine) throws {
    let lower = try Tensor([1, 1], shape: Shape([2, 1]), dtype: .float64)
    let upper = try Tensor([2, 2], shape: Shape([2, 1]), dtype: .float64)
    let scale = Value.tensor(try Tensor([1, 1e308], shape: Shape([2, 1]), dtype: .float64))
    let found = try #require(
      try engine.bounds(lower, upper) { x in
        let y = try x * scale * 10 - x * scale * 9
        return try .concatenated([y.tanh(), x.tanh() * 2], dimension: 1)
      })
    for k in [1, 3] {
      #expect(found.lower[k] > 1.4 && found.upper[k] < 2.1, "\(engine) \(k)")
    }
    #expect(found.lower[0] <= 0.77 && found.lower[0].isFinite && found.upper[0].isFinite)
    #expect(found.lower[2] <= 1 && found.upper[2] >= 1)
  }

  /// The common part of what one domain knows and others do not is what the one knows.
  @Test func intersectionsKeepWhatIsKnown() throws {
    let lower = try Tensor([0, 0], shape: Shape([1, 2]), dtype: .float64)
    let upper = try Tensor([0, 1], shape: Shape([1, 2]), dtype: .float64)
    var part = try #require(try Engine.interval.bounds(lower, upper) { try $0.softmax(1) })
    for engine in [Engine.crown, .drivenCrown, .alphaCrown, .drivenAlpha, .intersection] {
      guard let found = try engine.bounds(lower, upper, { try $0.softmax(1) }) else { continue }
      for k in 0..<2 {
        #expect(found.lower[k] >= part.lower[k] - 1e-12 && found.upper[k] <= part.upper[k] + 1e-12)
      }
      if engine != .intersection { part = found }
    }
  }
}
