import Tensors

/// Inputs between two ends as a function of numbers without ends, x = middle + half tanh(w) (Carlini & Wagner 2017,
/// section V-B). Features that have no end, or one only, are such numbers themselves, and are cut.
struct TanhSpace {
  private let low: Value
  private let high: Value
  private let middle: Value
  private let half: Value
  /// 1 where both ends are finite.
  private let isBounded: Value

  /// - Parameters:
  ///   - low: of the inputs' shape, as `high`; may be infinite.
  init(low: Value, high: Value) throws {
    (self.low, self.high) = (low, high)
    let width = try high - low
    isBounded = try width.less(than: .infinity)
    middle = try isBounded.select(low + width * 0.5, low.filled(0))
    half = try isBounded.select(width * 0.5, low.filled(1))
  }

  /// The w of inputs; of those at an end one that is finite.
  func place(of x: Value) throws -> Value {
    let part = try ((x - middle) / half.maximum(1e-30)).maximum(-1).minimum(1) * 0.999999
    let w = try ((1 + part) / (1 - part)).log() * 0.5
    return try isBounded.select(w, x)
  }

  func points(_ w: Value) throws -> Value {
    try isBounded.select(middle + half * w.tanh(), w).maximum(low).minimum(high)
  }

  /// The derivative of each input by its w.
  func slope(_ w: Value) throws -> Value {
    try isBounded.select(half * (1 - w.tanh().square()), half)
  }
}
