/// Decimal numbers as files write them: `-1.5e-3`, but not `0x1p3`, `1,5` or `1_000`.
package enum DecimalNumber {
  case finite(Double)
  /// `nan`, `inf`, or digits beyond the range of float64.
  case notFinite
  case notNumber

  /// The number that the bytes spell, correctly rounded, in any locale.
  package init(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    var isNegative = false
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      rest.removeFirst()
    }
    var mantissa: UInt64 = 0
    var digits = 0
    var fraction = 0
    var seenPoint = false
    var isExact = true
    scan: while let byte = rest.first {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits += 1
        if seenPoint { fraction += 1 }
        if mantissa < 1 << 53 {
          mantissa = mantissa &* 10 &+ UInt64(byte &- 48)
        } else {
          isExact = false
        }
      case UInt8(ascii: ".") where !seenPoint: seenPoint = true
      default: break scan
      }
      rest.removeFirst()
    }
    guard digits > 0 else {
      self = DecimalNumber.isNotFiniteWord(rest) ? .notFinite : .notNumber
      return
    }
    if rest.isEmpty {
      // Both are exact, so one division rounds once (Clinger 1990).
      if isExact, mantissa <= 1 << 53, fraction < DecimalNumber.powersOfTen.count {
        let value = Double(mantissa) / DecimalNumber.powersOfTen[fraction]
        self = .finite(isNegative ? -value : value)
        return
      }
    } else if !DecimalNumber.isExponent(rest) {
      self = .notNumber
      return
    }
    guard let value = Double(String(decoding: bytes, as: UTF8.self)) else {
      self = .notNumber
      return
    }
    self = value.isFinite ? .finite(value) : .notFinite
  }

  /// The powers of ten that float64 holds exactly.
  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  private static func isExponent(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first, first | 0x20 == UInt8(ascii: "e") else { return false }
    var rest = bytes.dropFirst()
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      rest.removeFirst()
    }
    return !rest.isEmpty && rest.allSatisfy { (48...57).contains($0) }
  }

  private static func isNotFiniteWord(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count <= 8 else { return false }
    let word = String(decoding: bytes, as: UTF8.self).lowercased()
    return ["nan", "inf", "infinity"].contains(word)
  }
}
