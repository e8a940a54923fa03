import Foundation

/// A real number that doubles enclose: `lower <= number <= upper`, with the nearest double.
struct Enclosure: Hashable {
  var lower: Double
  var value: Double
  var upper: Double

  init(exactly value: Double) { (lower, self.value, upper) = (value, value, value) }

  /// A number within some units in the last place of `value`.
  private init(around value: Double) {
    (lower, self.value, upper) = (value.nextDown, value, value.nextUp)
  }

  init(_ lower: Double, _ value: Double, _ upper: Double) {
    (self.lower, self.value, self.upper) = (lower, value, upper)
  }

  /// A decimal number, `-1.5e-3`. Nil for what is none, or has no finite double near it.
  init?(decimal text: UnsafeBufferPointer<UInt8>) {
    if let short = ShortDecimal(text), let size = short.enclosure {
      self = short.isNegative ? -size : size
    } else {
      self.init(long: String(decoding: text, as: UTF8.self))
    }
  }

  /// The same of any length, digit by digit.
  private init?(long text: String) {
    let allowed = Set("0123456789.eE+-")
    guard text.contains(where: \.isNumber), text.allSatisfy(allowed.contains),
      let value = Double(text), value.isFinite
    else { return nil }
    switch Enclosure.side(of: value, Digits(text)) {
    case 0: self.init(exactly: value)
    case 1: self.init(value.nextDown, value, value)
    default: self.init(value, value, value.nextUp)
    }
  }

  static prefix func - (a: Enclosure) -> Enclosure { Enclosure(-a.upper, -a.value, -a.lower) }

  static func + (a: Enclosure, b: Enclosure) -> Enclosure {
    if a.isZero { return b }
    if b.isZero { return a }
    let sum = a.value + b.value
    // Of two numbers that are exact, the sum is exact if its remainder is zero (Knuth's two-sum).
    if a.isExact, b.isExact {
      let part = sum - a.value
      if (a.value - (sum - part)) + (b.value - part) == 0 { return Enclosure(exactly: sum) }
    }
    return Enclosure((a.lower + b.lower).nextDown, sum, (a.upper + b.upper).nextUp)
  }

  static func * (a: Enclosure, b: Enclosure) -> Enclosure {
    for (one, other) in [(a, b), (b, a)] where one.isExact {
      if one.value == 0 { return Enclosure(exactly: 0) }
      if one.value == 1 { return other }
      if one.value == -1 { return -other }
    }
    return spread(
      [a.lower * b.lower, a.lower * b.upper, a.upper * b.lower, a.upper * b.upper],
      a.value * b.value)
  }

  /// - Parameter b: does not hold zero.
  static func / (a: Enclosure, b: Enclosure) -> Enclosure {
    if b.isExact, abs(b.value) == 1 { return b.value == 1 ? a : -a }
    return spread(
      [a.lower / b.lower, a.lower / b.upper, a.upper / b.lower, a.upper / b.upper],
      a.value / b.value)
  }

  private static func spread(_ ends: [Double], _ value: Double) -> Enclosure {
    Enclosure((ends.min() ?? value).nextDown, value, (ends.max() ?? value).nextUp)
  }

  var isExact: Bool { lower == upper }
  var isZero: Bool { lower == 0 && upper == 0 }

  /// 1 if the double is above the decimal number, -1 if below, 0 if it is the number.
  private static func side(of value: Double, _ decimal: Digits) -> Int {
    // 767 digits are enough for every double.
    let own = Digits(String(format: "%.780e", value))
    return own.compared(to: decimal)
  }
}

/// A decimal number as its digits: 0.d1 d2 d3 ... times a power of ten.
private struct Digits {
  private var digits: [UInt8] = []
  private var exponent = 0
  private var isNegative = false

  init(_ text: String) {
    var isFraction = false
    var power: [UInt8]?
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "e"), UInt8(ascii: "E"): power = []
      case _ where power != nil: power?.append(byte)
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "."): isFraction = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits.append(byte - 48)
        if !isFraction { exponent += 1 }
      default: break
      }
    }
    if let power, !power.isEmpty {
      // Beyond these limits a number is zero or infinite whatever its digits are.
      let value = Int(String(decoding: power, as: UTF8.self)) ?? 0
      exponent += min(max(value, -1_000_000_000), 1_000_000_000)
    }
    let zeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(zeros)
    exponent -= zeros
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { (exponent, isNegative) = (0, false) }
  }

  func compared(to other: Digits) -> Int {
    let (a, b) = (sign, other.sign)
    guard a == b else { return a < b ? -1 : 1 }
    guard a != 0 else { return 0 }
    if exponent != other.exponent { return (exponent < other.exponent ? -1 : 1) * a }
    for k in 0..<max(digits.count, other.digits.count) {
      let mine = k < digits.count ? digits[k] : 0
      let theirs = k < other.digits.count ? other.digits[k] : 0
      if mine != theirs { return (mine < theirs ? -1 : 1) * a }
    }
    return 0
  }

  private var sign: Int { digits.isEmpty ? 0 : isNegative ? -1 : 1 }
}
