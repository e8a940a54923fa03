import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct ConvolutionTests {
  struct Case: Sendable, CustomStringConvertible {
    let image: [Int]
    let weight: [Int]
    let stride: Extent
    let padding: Extent
    var description: String { "\(image) \(weight) \(stride) \(padding)" }
  }

  /// Sizes around the widths of vectors, groups of small images, bands of large ones.
  static let cases: [Case] = [
    Case(image: [3, 1, 28, 28], weight: [16, 1, 4, 4], stride: Extent(2), padding: Extent(1)),
    Case(image: [2, 16, 14, 14], weight: [32, 16, 4, 4], stride: Extent(2), padding: Extent(1)),
    Case(image: [5, 3, 2, 2], weight: [7, 3, 1, 1], stride: Extent(1), padding: Extent(0)),
    Case(image: [30, 2, 1, 1], weight: [9, 2, 3, 3], stride: Extent(2), padding: Extent(2)),
    Case(
      image: [1, 2, 40, 37], weight: [17, 2, 3, 2], stride: Extent(1, 3), padding: Extent(0, 1)),
    Case(image: [2, 5, 9, 8], weight: [3, 5, 2, 3], stride: Extent(3, 2), padding: Extent(2, 0)),
    Case(image: [2, 2, 6, 6], weight: [4, 2, 1, 1], stride: Extent(3), padding: Extent(0)),
    Case(image: [1, 1, 3, 3], weight: [1, 1, 3, 3], stride: Extent(1 << 20), padding: Extent(0)),
  ]

  private static func tensor(_ sizes: [Int], _ dtype: DType, _ stream: UInt64 = 0) throws -> Tensor
  {
    var random = CounterRandom(seed: 3, stream: stream)
    let shape = try Shape(sizes)
    return try Tensor((0..<shape.count).map { _ in random.normal() }, shape: shape, dtype: dtype)
  }

  /// The definition, term by term.
  private static func naive(_ x: Tensor, _ w: Tensor, _ c: Case) -> [Double] {
    let (s, k) = (x.shape.dimensions, w.shape.dimensions)
    let high = (s[2] + 2 * c.padding.height - k[2]) / c.stride.height + 1
    let wide = (s[3] + 2 * c.padding.width - k[3]) / c.stride.width + 1
    let (image, weight) = (x.doubles, w.doubles)
    var result: [Double] = []
    for n in 0..<s[0] {
      for o in 0..<k[0] {
        for i in 0..<high {
          for j in 0..<wide {
            var sum = 0.0
            for channel in 0..<s[1] {
              for a in 0..<k[2] {
                for b in 0..<k[3] {
                  let y = i * c.stride.height + a - c.padding.height
                  let x = j * c.stride.width + b - c.padding.width
                  guard y >= 0, y < s[2], x >= 0, x < s[3] else { continue }
                  sum +=
                    image[((n * s[1] + channel) * s[2] + y) * s[3] + x]
                    * weight[((o * s[1] + channel) * k[2] + a) * k[3] + b]
                }
              }
            }
            result.append(sum)
          }
        }
      }
    }
    return result
  }

  @Test(arguments: cases, [DType.float32, .float64])
  func agreesWithTheDefinition(_ c: Case, _ dtype: DType) throws {
    let (x, w) = (try Self.tensor(c.image, dtype), try Self.tensor(c.weight, dtype, 1))
    let y = try Value.tensor(x).convolved(
      with: .tensor(w), stride: c.stride, padding: c.padding
    ).tensor()
    #expect(y.dtype == dtype)
    let tolerance = dtype == .float64 ? 1e-13 : 2e-5
    expectClose(y.doubles, Self.naive(x, w, c), absolute: tolerance, relative: tolerance, "\(c)")
  }

  /// <conv(x, w), c> = <x, input gradient> = <w, weight gradient>, for convolutions are bilinear.
  @Test(arguments: cases, [DType.float32, .float64])
  func gradientsAreTransposes(_ c: Case, _ dtype: DType) throws {
    let x = Value.tensor(try Self.tensor(c.image, dtype))
    let w = Value.tensor(try Self.tensor(c.weight, dtype, 1))
    func conv(_ x: Value, _ w: Value) throws -> Value {
      try x.convolved(with: w, stride: c.stride, padding: c.padding)
    }
    let y = try conv(x, w)
    let cotangent = Value.tensor(try Self.tensor(y.shape.dimensions, dtype, 2))
    let expected = try y.dot(cotangent).cast(to: .float64).tensor().item()
    let size = try y.norm().tensor().item() * cotangent.norm().tensor().item()
    for argument in 0..<2 {
      let gradient = try valueAndGradient(
        of: { try conv($0[0], $0[1]).dot(cotangent) }, at: [x, w], argument: argument
      ).gradient
      let product = try gradient.dot([x, w][argument]).cast(to: .float64).tensor().item()
      #expect(abs(product - expected) <= (dtype == .float64 ? 1e-13 : 1e-5) * size, "\(c)")
    }
  }

  /// Enough images for several blocks and a rest: the sum over the blocks is the gradient.
  @Test func weightGradientsOfManyImages() throws {
    let x = try Self.tensor([37, 2, 5, 5], .float64)
    let w = Value.tensor(try Self.tensor([3, 2, 3, 3], .float64, 1))
    func loss(_ x: Value, _ w: Value) throws -> Value {
      try x.convolved(with: w, padding: Extent(1)).square().sum()
    }
    let whole = try valueAndGradient(of: { try loss(.tensor(x), $0[0]) }, at: [w]).gradient
    var sum = try w.filled(0)
    for n in 0..<37 {
      let image = try Value.tensor(x).sliced(0, n..<n + 1)
      sum = try sum + valueAndGradient(of: { try loss(image, $0[0]) }, at: [w]).gradient
    }
    try expectClose(
      whole.tensor().doubles, sum.tensor().doubles, absolute: 1e-13, relative: 1e-13, "blocks")
    #expect(try gradientError({ try loss(.tensor(x), $0) }, at: w.tensor()) < 1e-7)
  }

  @Test func sameBitsForAnyNumberOfThreads() throws {
    let before = Threads.count
    defer { Threads.count = before }
    let x = Value.tensor(try Self.tensor([70, 2, 12, 12], .float32))
    let w = Value.tensor(try Self.tensor([20, 2, 4, 4], .float32, 1))
    func work(_ v: [Value]) throws -> [Value] {
      func loss(_ v: [Value]) throws -> Value {
        try v[0].convolved(with: v[1], stride: Extent(2), padding: Extent(1))
          .maxPooled(Extent(2)).averagePooled(Extent(2), stride: Extent(1)).square().sum()
      }
      return try (0..<2).map { try valueAndGradient(of: loss, at: v, argument: $0).gradient }
    }
    var seen: [[Double]] = []
    for threads in [1, 2, 4] {
      Threads.count = threads
      for results in [try work([x, w]), try Compiled(work)([x, w])] {
        seen.append(try results.flatMap { try $0.tensor().doubles })
      }
    }
    #expect(seen.allSatisfy { $0 == seen[0] })
  }

  @Test func transposedConvolutionIsTheGradient() throws {
    let y = Value.tensor(try Self.tensor([2, 3, 4, 4], .float64))
    let w = Value.tensor(try Self.tensor([3, 2, 3, 3], .float64, 1))
    let x = try y.transposedConvolved(
      with: w, stride: Extent(2), padding: Extent(1), outputPadding: Extent(1))
    #expect(x.shape == (try Shape([2, 2, 8, 8])))
    let zero = try Value.tensor(Self.tensor([2, 2, 8, 8], .float64)).filled(0)
    let gradient = try valueAndGradient(
      of: { try $0[0].convolved(with: w, stride: Extent(2), padding: Extent(1)).dot(y) }, at: [zero]
    ).gradient
    #expect(try gradient.tensor().isEqual(to: x.tensor()))
  }

  @Test func emptySizes() throws {
    func zeros(_ sizes: Int...) throws -> Value { .tensor(try .full(0, shape: Shape(sizes))) }
    #expect(
      try zeros(0, 2, 5, 5).convolved(with: zeros(3, 2, 2, 2)).shape == (Shape([0, 3, 4, 4])))
    let silent = try zeros(2, 0, 3, 3).convolved(with: zeros(1, 0, 2, 2)).tensor()
    #expect(silent.doubles == [Double](repeating: 0, count: 8))
    #expect(try zeros(1, 2, 3, 3).convolved(with: zeros(0, 2, 2, 2)).shape.count == 0)
  }

  @Test func wrongShapesAreErrors() throws {
    func zeros(_ sizes: Int...) throws -> Value { .tensor(try .full(0, shape: Shape(sizes))) }
    func message(_ body: () throws -> Value) -> String {
      do {
        _ = try body()
        return ""
      } catch { return "\(error)" }
    }
    #expect(
      message { try zeros(1, 2, 5, 5).convolved(with: zeros(3, 1, 2, 2)) }
        == "conv2d: got 1x2x5x5 and 3x1x2x2, expected images n x c x h x w and a weight "
        + "o x c x kh x kw with as many channels")
    #expect(
      message { try zeros(1, 2, 2, 5).convolved(with: zeros(3, 2, 3, 3)) }
        .contains("a kernel no larger than the padded image"))
    #expect(message { try zeros(2, 5, 5).convolved(with: zeros(3, 2, 3, 3)) }.contains("2x5x5"))
    for extent in [Extent(0), Extent(-1), Extent(.max)] {
      #expect(throws: TensorError.self) {
        try zeros(1, 1, 5, 5).convolved(with: zeros(1, 1, 3, 3), stride: extent)
      }
    }
    for extent in [Extent(-1), Extent(.max), Extent(1 << 24)] {
      #expect(throws: TensorError.self) {
        try zeros(1, 1, 5, 5).convolved(with: zeros(1, 1, 3, 3), padding: extent)
      }
      #expect(throws: TensorError.self) {
        try zeros(1, 1, 5, 5).transposedConvolved(
          with: zeros(1, 1, 3, 3), padding: extent, outputPadding: extent)
      }
    }
    #expect(throws: TensorError.self) {
      try zeros(1, 1, 5, 5).cast(to: .int32).convolved(with: zeros(1, 1, 0, 3))
    }
  }

  @Test func batchesOfNetworksOfBatches() throws {
    // Two maps, one over weights and one over images: a batch of batches.
    let x = try Self.tensor([2, 3, 2, 4, 4], .float64)
    let w = try Self.tensor([3, 2, 2, 3, 3], .float64, 1)
    let result = try Batch.map(
      { outer in
        try Batch.map(
          { [try $0[0].convolved(with: $0[1])] }, [outer[0].expandedPairs(), .tensor(w)])
      }, [.tensor(x)])[0]
    #expect(result.shape == (try Shape([2, 3, 1, 2, 2, 2])))
    for b in 0..<2 {
      for k in 0..<3 {
        let image = try Value.tensor(x).row(b).row(k).reshaped(to: Shape([1, 2, 4, 4]))
        let expected = try image.convolved(with: Value.tensor(w).row(k)).tensor().doubles
        try expectClose(
          result.row(b).row(k).tensor().doubles, expected, absolute: 1e-14, relative: 1e-14,
          "\(b) \(k)")
      }
    }
  }
}

extension Value {
  /// [k, c, h, w] -> [k, 1, c, h, w]: one image for each.
  fileprivate func expandedPairs() throws -> Value {
    try reshaped(to: Shape([shape[0], 1] + shape.dimensions.dropFirst()))
  }
}
