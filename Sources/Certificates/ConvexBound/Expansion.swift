/// A sum of doubles that stands for a number exactly (Shewchuk, Discrete & Computational Geometry 18, 1997). Signs of polynomials in
/// numbers between 1e-50 and 1e50 come out right.
struct Expansion {
  /// Of increasing magnitude, without overlap.
  private var parts: [Double] = []

  init(_ value: Double) { if value != 0 { parts = [value] } }

  var sign: Int { parts.last.map { $0 > 0 ? 1 : -1 } ?? 0 }

  static func + (a: Expansion, b: Expansion) -> Expansion {
    var sum = a
    for part in b.parts { sum.add(part) }
    return sum
  }

  static prefix func - (a: Expansion) -> Expansion {
    var negative = a
    negative.parts = a.parts.map { -$0 }
    return negative
  }

  static func - (a: Expansion, b: Expansion) -> Expansion { a + -b }

  static func * (a: Expansion, b: Expansion) -> Expansion {
    var product = Expansion(0)
    for x in a.parts {
      for y in b.parts {
        let high = x * y
        product.add((-high).addingProduct(x, y))
        product.add(high)
      }
    }
    return product
  }

  private mutating func add(_ value: Double) {
    var carry = value
    var next: [Double] = []
    next.reserveCapacity(parts.count + 1)
    for part in parts {
      // Knuth's two-sum.
      let sum = carry + part
      let shadow = sum - carry
      let lost = (carry - (sum - shadow)) + (part - shadow)
      if lost != 0 { next.append(lost) }
      carry = sum
    }
    if carry != 0 { next.append(carry) }
    parts = next
  }
}

/// A vector in space with exact components.
struct ExactVector {
  let x: Expansion
  let y: Expansion
  let z: Expansion

  init(_ x: Expansion, _ y: Expansion, _ z: Expansion) { (self.x, self.y, self.z) = (x, y, z) }

  init(_ v: SIMD3<Double>) { self.init(Expansion(v.x), Expansion(v.y), Expansion(v.z)) }

  var isZero: Bool { x.sign == 0 && y.sign == 0 && z.sign == 0 }

  func cross(_ b: ExactVector) -> ExactVector {
    ExactVector(y * b.z - z * b.y, z * b.x - x * b.z, x * b.y - y * b.x)
  }

  func dot(_ b: ExactVector) -> Expansion { x * b.x + y * b.y + z * b.z }
}
