/// A decimal number of which 19 digits are known, and the doubles around it. Found by products of whole numbers, so exact, in
/// some nanoseconds; what it cannot decide (longer numbers between, very large or small ones) is `Enclosure`'s.
struct ShortDecimal {
  /// The number is digits / 10^places, or lies above it and below (digits + 1) / 10^places.
  private var digits: UInt64 = 0
  private var places = 0
  private var isCut = false
  private(set) var isNegative = false

  private static let mostDigits: UInt64 = 1_000_000_000_000_000_000
  private static let mostPlaces = 27
  private static let powersOfFive: [UInt64] = (1...mostPlaces).reduce(into: [1]) { powers, _ in
    powers.append(powers[powers.count - 1] * 5)
  }
  private static let powersOfTen: [Double] = (1...mostPlaces).reduce(into: [1]) { powers, _ in
    powers.append(powers[powers.count - 1] * 10)
  }
  /// Whole numbers up to this one are doubles.
  private static let mostExact: UInt64 = 1 << 53

  /// -12.5e-3. Nil for what is not written so, or has an exponent of more than three digits.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    var place = 0
    func byte() -> UInt8? { place < text.count ? text[place] : nil }
    func digit() -> UInt64? {
      guard let byte = byte(), byte >= 48, byte <= 57 else { return nil }
      return UInt64(byte - 48)
    }
    if byte() == UInt8(ascii: "-") || byte() == UInt8(ascii: "+") {
      isNegative = byte() == UInt8(ascii: "-")
      place += 1
    }
    var (isNumber, isFraction) = (false, false)
    while place < text.count {
      if let digit = digit() {
        isNumber = true
        if digits < ShortDecimal.mostDigits {
          digits = digits * 10 + digit
          if isFraction { places += 1 }
        } else {
          if digit != 0 { isCut = true }
          if !isFraction { places -= 1 }
        }
      } else if byte() == UInt8(ascii: "."), !isFraction {
        isFraction = true
      } else {
        break
      }
      place += 1
    }
    guard isNumber else { return nil }
    if byte() == UInt8(ascii: "e") || byte() == UInt8(ascii: "E") {
      place += 1
      let sign = byte() == UInt8(ascii: "-") ? -1 : 1
      if byte() == UInt8(ascii: "-") || byte() == UInt8(ascii: "+") { place += 1 }
      let first = place
      var power = 0
      while let digit = digit(), place < first + 3 {
        power = power * 10 + Int(digit)
        place += 1
      }
      guard place > first else { return nil }
      places -= sign * power
    }
    guard place == text.count else { return nil }
    while !isCut, places > 0, digits % 10 == 0, digits > 0 {
      digits /= 10
      places -= 1
    }
  }

  /// The size of the number between doubles; nil if it is not known by these digits alone.
  var enclosure: Enclosure? {
    if digits == 0 { return isCut ? nil : Enclosure(exactly: 0) }
    guard places > 0 else { return whole }
    guard places <= ShortDecimal.mostPlaces else { return nil }
    let near = Double(digits) / ShortDecimal.powersOfTen[places]
    var m = near.significandBitPattern | 1 << 52
    var k = Int(near.exponent) - 52
    // The greatest m 2^k that is not above the number.
    while isAbove(m, k) {
      m -= 1
      if m < 1 << 52 { (m, k) = (1 << 53 - 1, k - 1) }
    }
    while !isAbove(m + 1, k) {
      m += 1
      if m == 1 << 53 { (m, k) = (1 << 52, k + 1) }
    }
    let lower = ShortDecimal.double(m, k)
    let least = sides(m, k)
    if least.low == least.high, !isCut { return Enclosure(exactly: lower) }
    let (upper, middle) = (sides(m + 1, k), sides(2 * m + 1, k - 1))
    if isCut {
      // The number may be anywhere in between: all of that must be on one side.
      guard upper.low >= upper.high + upper.unit else { return nil }
      guard middle.low <= middle.high || middle.low >= middle.high + middle.unit else { return nil }
    }
    let isUpper =
      middle.low < middle.high || (middle.low == middle.high && (isCut || m & 1 == 1))
    return Enclosure(lower, isUpper ? lower.nextUp : lower, lower.nextUp)
  }

  private var whole: Enclosure? {
    guard !isCut, places >= -18 else { return nil }
    var whole = digits
    for _ in 0..<(-places) {
      guard whole <= ShortDecimal.mostExact else { return nil }
      whole *= 10
    }
    return whole <= ShortDecimal.mostExact ? Enclosure(exactly: Double(whole)) : nil
  }

  /// m 2^k and the digits, both times the same number, and what a unit of the digits becomes by it.
  private func sides(_ m: UInt64, _ k: Int) -> (low: UInt128, high: UInt128, unit: UInt128) {
    let product = UInt128(m) * UInt128(ShortDecimal.powersOfFive[places])
    let shift = k + places
    return shift >= 0
      ? (product << UInt128(shift), UInt128(digits), 1)
      : (product, UInt128(digits) << UInt128(-shift), 1 << UInt128(-shift))
  }

  private func isAbove(_ m: UInt64, _ k: Int) -> Bool {
    let (low, high, _) = sides(m, k)
    return low > high
  }

  private static func double(_ m: UInt64, _ k: Int) -> Double {
    Double(bitPattern: UInt64(k + 52 + 1023) << 52 | (m & (1 << 52 - 1)))
  }
}
