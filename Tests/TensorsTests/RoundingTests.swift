import Tensors
import Testing

/// What primitives say of their rounding, in single precision against double precision.
@Suite struct RoundingTests {
  @Test(arguments: Registry.examples.indices) func claimsHold(_ index: Int) throws {
    let example = Registry.examples[index]
    var random = CounterRandom(seed: UInt64(index), stream: 2)
    let (low, high) = (example.domain.lowerBound, example.domain.upperBound)
    for _ in 0..<40 {
      let single = try example.shapes.enumerated().map { k, sizes in
        if let bound = example.indices[k] {
          let count = sizes.reduce(1, *)
          return try Tensor(
            (0..<count).map { _ in Int32(random.integer(below: bound)) }, shape: Shape(sizes))
        }
        return try example.prepared(
          Tensor(TensorType(Shape(sizes), .float32)) { _ in low + (high - low) * random.uniform() },
          input: k)
      }
      func doubled(_ tensor: Tensor) throws -> Value {
        try tensor.dtype == .int32 ? .tensor(tensor) : Value.tensor(tensor).cast(to: .float64)
      }
      let got = try apply(example.primitive, single.map(Value.tensor)).tensor()
      let exact = try apply(example.primitive, single.map(doubled)).tensor()
      // Whole numbers are exact; what is single in the end is not told by doubles.
      guard got.dtype == .float32, exact.dtype == .float64 else { continue }
      let error: (Int) throws -> Double
      switch example.primitive.rounding(single.map(\.type)) {
      case .none: error = { _ in 0 }
      case .result(let units):
        error = { units * Double(max(Float(exact[$0]).magnitude.ulp, Float.leastNormalMagnitude)) }
      case .sum(let terms):
        guard terms < 1 << 20 else { continue }
        let all = try apply(example.primitive, single.map { try doubled($0).abs() }).tensor()
        error = { (Double(terms) + 1) * 0x1p-24 * all[$0] * 1.001 }
      }
      for k in 0..<got.count where exact[k].isFinite {
        #expect(
          try abs(got[k] - exact[k]) <= error(k),
          "\(example.primitive): \(got[k]), exactly \(exact[k])")
      }
    }
  }
}
