import Layers
import Reachability
import Regions
import Tensors
import Testing

/// Bounds that account for rounding hold in exact arithmetic: for single precision double precision is exact.
@Suite struct RoundingTests {
  /// Networks with whatever is computed of parameters alone: factors, scales of batch normalisation, quotients,
  /// exponentials, the largest, means.
  enum Derived: String, CaseIterable {
    case factors, shift, quotient, third, scale, largest, choice, layers, rectified, normed

    /// - Parameters:
    ///   - x: [n, 3].
    ///   - p: [3, 4], [4, 3] and [3].
    func callAsFunction(_ x: Value, _ p: [Value]) throws -> Value {
      switch self {
      case .factors: return try x.matmul(p[0].matmul(p[1]))
      case .shift: return try x + p[2].exp().sum() - p[2].sum().exp() * 0.3
      case .quotient: return try x / (p[2].square() + 0.1)
      case .third: return try x / 3 - 1 / (p[2].square() + 3)
      case .scale: return try (x - p[2].mean()) / (p[2].variance() + 1e-5).sqrt()
      case .largest: return try (x * p[2].exp()).maximum(p[2] * 0.1)
      case .choice:
        let mask = try (p[2] * 3).greater(than: 0).expanded(to: x.shape)
        return try mask.select(x * p[2].exp(), x - p[2].exp())
      case .layers:
        let hidden = try (x.matmul(p[0] * 1e-3 / 7) + p[2].mean()).tanh()
        return try hidden.matmul(p[1] * p[2].exp().sum())
      case .rectified:
        let hidden = try (x.matmul(p[0] / 7) + p[2].mean()).relu()
        return try hidden.matmul(p[1]).relu()
      case .normed: return try x * (p[2].square().sum() + 1).sqrt() / 11
      }
    }
  }

  @Test(arguments: Derived.allCases) func parametersAreRoundedToo(_ function: Derived) throws {
    for seed in 0..<6 {
      var random = CounterRandom(seed: UInt64(seed), stream: UInt64(function.rawValue.count))
      func drawn(_ sizes: [Int]) throws -> Tensor {
        try Tensor(TensorType(Shape(sizes), .float32)) { _ in Double(Float(random.normal() * 40)) }
      }
      let parameters = try [drawn([3, 4]), drawn([4, 3]), drawn([3])].map { tensor in
        tensor.shape.rank == 1 ? try Value.tensor(tensor).tanh().tensor() : tensor
      }
      let x = try drawn([2, 3])
      func doubled(_ tensor: Tensor) throws -> Value { try Value.tensor(tensor).cast(to: .float64) }
      let exact = try function(doubled(x), parameters.map(doubled)).tensor().doubles
      for engine in Engine.domains {
        let options = try #require(engine.options(sound: true))
        let types = [x.type] + parameters.map(\.type)
        let bounds = try Box.prepared(types, options) { try function($0[0], Array($0[1...])) }
        let image = try bounds(lower: x, upper: x, parameters)
        let (lower, upper) = (try image.lower.tensor(), try image.upper.tensor())
        #expect(lower.dtype == .float32)
        for k in exact.indices {
          let slack = 1e-13 * abs(exact[k])
          #expect(
            lower[k] <= exact[k] + slack && upper[k] >= exact[k] - slack,
            "\(function) \(engine): \(exact[k]) in [\(lower[k]), \(upper[k])]")
          // Two units of the last place, on each side.
          #expect(
            upper[k] - lower[k] <= 6e-7 * abs(exact[k]) + 1e-30,
            "\(function) \(engine), \(exact[k]) in [\(lower[k]), \(upper[k])]")
        }
      }
    }
  }

  /// A mask that is computed of parameters may be another in exact arithmetic, and chooses the other operand.
  @Test(arguments: Engine.domains) func masksAreRoundedToo(_ engine: Engine) throws {
    let options = try #require(engine.options(sound: true))
    let third = try Tensor([1.0 / 3], shape: Shape([1]), dtype: .float64)
    let x = try Tensor([-1, 2], shape: Shape([1, 2]), dtype: .float64)
    let bounds = try Box.prepared([x.type, third.type], options) { values in
      // Computed, the product is 1.
      let mask = try (values[1] * 3).greaterOrEqual(to: values[1].filled(1))
      return try mask.expanded(to: values[0].shape).select(values[0], values[0] + 10)
    }
    let image = try bounds(lower: x, upper: x, [third])
    #expect(try zip(image.upper.tensor().doubles, x.doubles).allSatisfy { $0 >= $1 + 10 })
    #expect(try zip(image.lower.tensor().doubles, x.doubles).allSatisfy { $0 <= $1 + 10 })
  }

  /// Numbers so small that products of them vanish, behind weights so large that they would not have.
  @Test(arguments: Engine.domains) func underflowIsCounted(_ engine: Engine) throws {
    let lower = try Tensor([1e300, -1e300], shape: Shape([1, 2]), dtype: .float64)
    let upper = try Tensor([2e300, 1e300], shape: Shape([1, 2]), dtype: .float64)
    let small = Value.tensor(
      try Tensor([1e-200, 0, 0, 1e-200], shape: Shape([2, 2]), dtype: .float64))
    let found = try #require(
      try engine.bounds(lower, upper, sound: true) { x in
        // x / 1e100 in exact arithmetic, with weights that are below the smallest number together.
        try x.matmul(small).matmul(small).matmul(small * 1e300)
      })
    for (k, range) in [(1.0, 2.0), (-1, 1)].enumerated() {
      #expect(
        found.lower[k] <= range.0 + 1e-12 && found.upper[k] >= range.1 - 1e-12,
        "[\(found.lower[k]), \(found.upper[k])]")
    }
  }
}
