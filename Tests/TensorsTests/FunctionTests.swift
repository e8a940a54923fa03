import Foundation
import Tensors
import TestSupport
import Testing

/// The vectorised functions against the C library, in units in the last place.
@Suite struct FunctionTests {
  typealias Case = (
    name: String, function: @Sendable (Value) throws -> Value, exact: @Sendable (Double) -> Double
  )

  static let cases: [Case] = [
    ("exp", { try $0.exp() }, { Foundation.exp($0) }),
    ("log", { try $0.log() }, { Foundation.log($0) }),
    ("tanh", { try $0.tanh() }, { Foundation.tanh($0) }),
    (
      "sigmoid", { try $0.sigmoid() },
      { $0 < 0 ? Foundation.exp($0) / (1 + Foundation.exp($0)) : 1 / (1 + Foundation.exp(-$0)) }
    ),
    (
      "softplus", { try $0.softplus() }, { max($0, 0) + Foundation.log1p(Foundation.exp(-abs($0))) }
    ),
    ("sqrt", { try $0.sqrt() }, { $0.squareRoot() }),
    ("sin", { try $0.sin() }, Foundation.sin), ("cos", { try $0.cos() }, Foundation.cos),
  ]

  /// Numbers of all sizes, dense around zero.
  static let samples: [Double] = {
    var values: [Double] = []
    for exponent in stride(from: -40.0, through: 9.4, by: 0.37) {
      for digit in stride(from: 1.0, to: 2, by: 0.043) {
        values += [digit * exp2(exponent), -digit * exp2(exponent)]
      }
    }
    for k in -2000...2000 { values.append(Double(k) / 173) }
    return values
  }()

  @Test(arguments: cases.indices, [DType.float32, .float64])
  func errorsAreAtMostFourUlps(_ index: Int, _ dtype: DType) throws {
    let (name, function, exact) = Self.cases[index]
    let x = try Tensor(Self.samples, dtype: dtype)
    let y = try function(.tensor(x)).tensor()
    for k in 0..<x.count {
      let (got, wanted) = (y[k], exact(x[k]))
      if wanted.isNaN {
        #expect(got.isNaN, "\(name)(\(x[k]))")
      } else if dtype == .float32 {
        let rounded = Float(wanted)
        if rounded.isInfinite { continue }
        let unit = Double(max(rounded.magnitude.ulp, Float.leastNormalMagnitude.ulp))
        #expect(abs(got - wanted) <= 4 * unit, "\(name)(\(x[k])) = \(got), exactly \(wanted)")
      } else if wanted.isFinite {
        let unit = max(wanted.magnitude.ulp, Double.leastNormalMagnitude.ulp)
        // The reference itself is off by a few units where it is composed.
        #expect(abs(got - wanted) <= 4 * unit, "\(name)(\(x[k])) = \(got), exactly \(wanted)")
      }
    }
  }

  /// Each 4099th bit pattern of float32: subnormal numbers, infinities and NaN among them. Values of
  /// all sizes stand beside each other, then values of one size, which take the faster loop.
  @Test(arguments: cases.indices) func theWholeRangeOfFloat32(_ index: Int) throws {
    let (name, function, exact) = Self.cases[index]
    let patterns = (0..<1 << 20).map { UInt32(truncatingIfNeeded: $0 &* 4099) }
    for patterns in [patterns, patterns.sorted()] {
      let x = try Tensor(
        patterns.map { Double(Float(bitPattern: $0)) }, dtype: .float32)
      let y = try function(.tensor(x)).tensor()
      var worst = 0.0
      var at = 0.0
      for k in 0..<x.count {
        let (got, wanted) = (y[k], exact(x[k]))
        let rounded = Float(wanted)
        if wanted.isNaN || rounded.isInfinite {
          if got.isNaN != wanted.isNaN || (!wanted.isNaN && abs(got) < 0x1.fffff0p127) {
            (worst, at) = (.infinity, x[k])
          }
          continue
        }
        let unit = Double(max(rounded.magnitude.ulp, Float.leastNonzeroMagnitude))
        // Written so that NaN counts as wrong.
        if !(abs(got - wanted) / unit <= worst) { (worst, at) = (abs(got - wanted) / unit, x[k]) }
      }
      #expect(worst <= 4, "\(name)(\(at)) is wrong by \(worst) units")
    }
  }

  @Test(arguments: cases.indices) func neighboursDoNotMatter(_ index: Int) throws {
    let function = Self.cases[index].function
    let alone = (0..<600).map { Double($0 - 300) / 16 }
    var mixed = alone
    for k in stride(from: 0, to: 600, by: 7) { mixed[k] = [.nan, .infinity, -1e30, 1e-40][k % 4] }
    let a = try function(.tensor(Tensor(alone))).tensor()
    let b = try function(.tensor(Tensor(mixed))).tensor()
    for k in 0..<600 where k % 7 != 0 {
      #expect(a[k].isNaN == b[k].isNaN)
      if !a[k].isNaN { #expect(a[k] == b[k]) }
    }
  }

  @Test(arguments: [DType.float32, .float64]) func specialValues(_ dtype: DType) throws {
    func at(_ x: Double, _ function: (Value) throws -> Value) throws -> Double {
      // In a vector, so that the vectorised loop is what runs.
      let tensor = try Tensor([Double](repeating: x, count: 37), dtype: dtype)
      return try function(.tensor(tensor)).tensor()[17]
    }
    let infinity = Double.infinity
    #expect(try at(0) { try $0.exp() } == 1)
    #expect(try at(infinity) { try $0.exp() } == infinity)
    #expect(try at(-infinity) { try $0.exp() } == 0)
    #expect(try at(1e4) { try $0.exp() } == infinity)
    #expect(try at(.nan) { try $0.exp() }.isNaN)
    #expect(try at(0) { try $0.log() } == -infinity)
    #expect(try at(-1) { try $0.log() }.isNaN)
    #expect(try at(infinity) { try $0.log() } == infinity)
    #expect(try at(.nan) { try $0.log() }.isNaN)
    #expect(try at(1) { try $0.log() } == 0)
    #expect(try at(infinity) { try $0.tanh() } == 1)
    #expect(try at(-infinity) { try $0.tanh() } == -1)
    #expect(try at(-0.0) { try $0.tanh() }.sign == .minus)
    #expect(try at(.nan) { try $0.tanh() }.isNaN)
    #expect(try at(-infinity) { try $0.sigmoid() } == 0)
    #expect(try at(infinity) { try $0.sigmoid() } == 1)
    #expect(try at(.nan) { try $0.sigmoid() }.isNaN)
    #expect(try at(-infinity) { try $0.softplus() } == 0)
    #expect(try at(infinity) { try $0.softplus() } == infinity)
    #expect(try at(.nan) { try $0.relu() }.isNaN)
    #expect(try at(.nan) { try $0.maximum(1) }.isNaN)
    #expect(try at(.nan) { try $0.sign() }.isNaN)
    #expect(try at(-0.0) { try $0.sin() }.sign == .minus)
    for x in [infinity, -infinity, .nan] {
      #expect(try at(x) { try $0.sin() }.isNaN)
      #expect(try at(x) { try $0.cos() }.isNaN)
    }
    #expect(try at(0) { try $0.cos() } == 1)
    // Small whole powers are products, whose special values are those of pow.
    for power in [1.0, 2, 3, 4, -2] {
      for x in [0, -0.0, infinity, -infinity, .nan, -1.5, 7] {
        let (got, wanted) = (try at(x) { try $0.power(.scalar(power, dtype)) }, pow(x, power))
        #expect(got.isNaN == wanted.isNaN, "\(x)^\(power)")
        if wanted.isFinite, wanted != 0 {
          expectClose(got / wanted, 1, absolute: 1e-6, "\(x)^\(power)")
        } else if !wanted.isNaN {
          #expect(got == wanted, "\(x)^\(power)")
        }
      }
    }
    // Subnormal numbers have logarithms like all others.
    let tiny =
      dtype == .float64
      ? Double.leastNonzeroMagnitude * 1000 : Double(Float.leastNonzeroMagnitude * 1000)
    try expectClose(at(tiny) { try $0.log() }, Foundation.log(tiny), absolute: 1e-5)
  }
}
