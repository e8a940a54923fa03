import Foundation
import Tensors
import TestSupport
import Testing

/// Tensors of random numbers against the generator that makes one number at a time.
@Suite struct KeyedDrawTests {
  private static let (seed, stream): (UInt64, UInt64) = (0x1234_5678_9abc_def0, 0xfedc_ba98_7654)

  private func key() throws -> Value {
    let words = [Self.seed, Self.seed &>> 32, Self.stream, Self.stream &>> 32].map {
      Int32(truncatingIfNeeded: $0)
    }
    return .tensor(try Tensor(words, shape: Shape([4])))
  }

  /// Sizes around the sixteen blocks that are made at a time, and one that threads share.
  private static let sizes = [1, 2, 15, 16, 17, 31, 32, 33, 63, 20_011]

  @Test(arguments: sizes) func uniformNumbersAreThoseOfTheGenerator(_ n: Int) throws {
    var generator = CounterRandom(seed: Self.seed, stream: Self.stream)
    let wide = try key().drawUniform(TensorType(Shape([n]), .float64)).tensor().doubles
    let narrow = try key().drawUniform(TensorType(Shape([n]), .float32)).tensor().doubles
    for k in 0..<n {
      let wanted = generator.uniform()
      #expect(wide[k] == wanted)
      // Cut off, not rounded: 1 is not among them.
      #expect(narrow[k] == (wanted * 0x1p24).rounded(.down) * 0x1p-24)
    }
  }

  @Test(arguments: sizes) func normalNumbersAreThoseOfTheGenerator(_ n: Int) throws {
    var generator = CounterRandom(seed: Self.seed, stream: Self.stream)
    let wide = try key().drawNormal(TensorType(Shape([n]), .float64)).tensor().doubles
    let narrow = try key().drawNormal(TensorType(Shape([n]), .float32)).tensor().doubles
    for k in 0..<n {
      let wanted = generator.normal()
      expectClose(wide[k], wanted, absolute: 1e-14, relative: 1e-14)
      expectClose(narrow[k], wanted, absolute: 1e-6, relative: 1e-6)
    }
  }

  @Test(arguments: [0...0, -3...2, 5...1_000_000, Int32.min...Int32.max])
  func wholeNumbersAreThoseOfTheGenerator(_ range: ClosedRange<Int32>) throws {
    for dtype in DType.allCases {
      var generator = CounterRandom(seed: Self.seed, stream: Self.stream)
      let numbers = try key().drawIntegers(TensorType(Shape([1001]), dtype), in: range).tensor()
      let count = Int(range.upperBound) - Int(range.lowerBound) + 1
      for number in numbers.doubles {
        let wanted = Double(Int(range.lowerBound) + generator.integer(below: count))
        // float32 has not all digits of the largest.
        #expect(number == (dtype == .float32 ? Double(Float(wanted)) : wanted))
      }
    }
  }

  @Test func keysOfABatchAreRows() throws {
    let keys = Value.tensor(try Tensor((0..<8).map(Int32.init), shape: Shape([2, 4])))
    let type = TensorType(try Shape([37]), .float64)
    let both = try Batch.map({ [try $0[0].drawNormal(type)] }, [keys])[0]
    for row in 0..<2 {
      let one = try keys.row(row).drawNormal(type)
      #expect(try both.row(row).tensor().isEqual(to: one.tensor()))
    }
    #expect(throws: TensorError.self) {
      try Value.tensor(.full(0, shape: Shape([4]))).drawUniform(type)
    }
  }
}
