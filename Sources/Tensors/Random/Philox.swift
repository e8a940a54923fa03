import Foundation

/// The counter-based generator Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random
/// numbers: as easy as 1, 2, 3" (SC 2011): a bijection of 128-bit counters, chosen by a 64-bit key.
public enum Philox4x32 {
  /// The 128 random bits that belong to `counter` under `key`, after ten rounds.
  @inlinable
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var c = counter
    var k = key
    for round in 0..<10 {
      if round > 0 { k &+= SIMD2(0x9E37_79B9, 0xBB67_AE85) }
      let p0 = UInt64(c.x) &* 0xD251_1F53
      let p1 = UInt64(c.z) &* 0xCD9E_8D57
      c = SIMD4(
        UInt32(truncatingIfNeeded: p1 &>> 32) ^ c.y ^ k.x, UInt32(truncatingIfNeeded: p1),
        UInt32(truncatingIfNeeded: p0 &>> 32) ^ c.w ^ k.y, UInt32(truncatingIfNeeded: p0))
    }
    return c
  }
}

/// A stream of random numbers that is a pure function of (seed, stream, counter).
///
/// Two generators with the same seed and another stream are independent; a generator made at a
/// later `counter` continues an earlier one without drawing what lies between. So a piece of work
/// that makes its own generator from its own name (say, chain 3, step 70) draws the same bits
/// whatever thread it runs on and whatever ran before it.
///
/// One block of Philox4x32-10 gives two 64-bit numbers and advances `counter` by one.
public struct CounterRandom: RandomNumberGenerator, Sendable {
  /// The block that the next draw not served by the current one will use.
  public private(set) var counter: UInt64
  private let key: SIMD2<UInt32>
  private let stream: SIMD2<UInt32>
  private var pending: UInt64 = 0
  private var hasPending = false

  public init(seed: UInt64, stream: UInt64 = 0, counter: UInt64 = 0) {
    key = CounterRandom.halves(seed)
    self.stream = CounterRandom.halves(stream)
    self.counter = counter
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    if hasPending {
      hasPending = false
      return pending
    }
    let low = CounterRandom.halves(counter)
    let bits = Philox4x32.block(
      counter: SIMD4(low.x, low.y, stream.x, stream.y), key: key)
    counter &+= 1
    pending = UInt64(bits.z) | UInt64(bits.w) &<< 32
    hasPending = true
    return UInt64(bits.x) | UInt64(bits.y) &<< 32
  }

  /// Uniform in [0, 1), a multiple of 2^-53.
  public mutating func uniform() -> Double {
    Double(next() &>> 11) * 0x1p-53
  }

  /// Uniform in [-1, 1).
  public mutating func symmetric() -> Double {
    2 * uniform() - 1
  }

  /// An integer in 0 ..< bound, every one equally likely. `bound` below 1 gives 0.
  public mutating func integer(below bound: Int) -> Int {
    bound < 2 ? 0 : Int(next(upperBound: UInt64(bound)))
  }

  /// Standard normal, by the Box-Muller transformation of two uniform numbers.
  public mutating func normal() -> Double {
    // 1 - u lies in (0, 1], so the logarithm is finite.
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }

  private static func halves(_ value: UInt64) -> SIMD2<UInt32> {
    SIMD2(UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value &>> 32))
  }
}
