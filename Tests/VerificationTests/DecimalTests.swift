import Foundation
import Tensors
import Testing
import Verification

/// Decimals between doubles, as bounds of an input have them.
@Suite struct DecimalTests {
  /// The bounds of inputs that are to be at least each number.
  private static func read(_ numbers: [String]) throws -> Specification.Case {
    var property = PropertyText(inputs: numbers.count, outputs: 1)
    for (k, number) in numbers.enumerated() {
      property = property.with("(>= X_\(k) \(number))", "(<= X_\(k) 1e300)")
    }
    return try property.with("(>= Y_0 0)").specification.cases[0]
  }

  /// Digits of a double, all of them, as those of a decimal of the same length: compared as texts.
  private static func digits(_ value: Double, _ places: Int) -> String {
    String(format: "%0420.\(places)f", value)
  }

  private static func padded(_ decimal: String, _ places: Int) -> String {
    let parts = decimal.split(separator: ".", omittingEmptySubsequences: false)
    let fraction = parts.count > 1 ? String(parts[1]) : ""
    let text =
      parts[0] + "." + fraction + String(repeating: "0", count: places - fraction.count)
    return String(repeating: "0", count: max(420 - text.count, 0)) + text
  }

  /// Positive decimals of 1 to 30 digits: the doubles around them are neighbours or one, and are what they say.
  @Test func enclosuresAreTightAndRight() throws {
    var random = CounterRandom(seed: 12)
    let numbers = (0..<6000).map { round -> String in
      let count = 1 + round % 30
      let point = Int(random.uniform() * Double(count + 1))
      let digits = (0..<count).map { _ in "\(Int(random.uniform() * 10))" }.joined()
      let zeros = String(repeating: "0", count: round % 7 == 0 ? 8 : 0)
      return (point == 0 ? "0" : digits.prefix(point)) + "." + zeros + digits.dropFirst(point)
    }
    let box = try Self.read(numbers)
    for (k, number) in numbers.enumerated() {
      let (lower, upper) = (box.lower[k], box.innerLower[k])
      #expect(lower == upper || lower.nextUp == upper, "\(number)")
      let nearest = try #require(Double(number))
      #expect(nearest == lower || nearest == upper, "\(number)")
      let text = Self.padded(number, 330)
      #expect(Self.digits(lower, 330) <= text && text <= Self.digits(upper, 330), "\(number)")
      if lower == upper { #expect(Self.digits(lower, 330) == text, "\(number)") }
    }
  }

  /// What doubles are is exact, however it is written; halfway numbers lie between.
  @Test func numbersThatDoublesAre() throws {
    let exact = [
      "0", "-0.0", "1", "0.5", "-0.25", "12345678901234567", "9007199254740992", "1e3", "1.5E+2",
      "25e-2", "0.1000000000000000055511151231257827021181583404541015625", "1e22", "+3", "4.",
      ".5",
      "1000.0000000000000", "-2.500000000000000000000000000", "7",
    ]
    let box = try Self.read(exact)
    for (k, number) in exact.enumerated() where number != "12345678901234567" {
      #expect(box.lower[k] == box.innerLower[k], "\(number)")
      #expect(box.lower[k] == Double(number), "\(number)")
    }
    // 2^53 + 1 lies between two doubles.
    let between = try Self.read(["9007199254740993", "0.1", "1e-400", "-0.1"])
    #expect(between.lower[0] == 9_007_199_254_740_992)
    #expect(between.innerLower[0] == 9_007_199_254_740_994)
    #expect(between.lower[1] == 0.1.nextDown && between.innerLower[1] == 0.1)
    #expect(between.lower[2] == 0 && between.innerLower[2] == Double.leastNonzeroMagnitude)
    #expect(between.lower[3] == -0.1 && between.innerLower[3] == (-0.1).nextUp)
  }

  @Test(arguments: ["1e400", "inf", "nan", "0x10", "1_000", "--1", "1e", ".", "1e5000", "1.2.3"])
  func whatIsNoNumber(_ word: String) throws {
    let error = #expect(throws: SpecificationError.self) { try Self.read([word]) }
    #expect("\(error!)".contains(word))
  }
}
